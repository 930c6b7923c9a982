"""What each page shows: one dataclass a template, built from what the services return."""

from __future__ import annotations

from app.web.contexts.about import AboutPage, PrivacyPage
from app.web.contexts.assessments import AssessmentsPage, ClearPage, TextPage
from app.web.contexts.home import HomePage
from app.web.contexts.questionnaire import QuestionnairePage
from app.web.contexts.revisions import RevisionPage
from app.web.contexts.rulebooks import RulebookPage, RulebooksPage

PAGES = (
    AboutPage,
    AssessmentsPage,
    ClearPage,
    HomePage,
    PrivacyPage,
    QuestionnairePage,
    RevisionPage,
    RulebookPage,
    RulebooksPage,
    TextPage,
)
