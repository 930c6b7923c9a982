"""What each page shows: one dataclass a template, built from what the services return."""

from __future__ import annotations

from app.web.contexts.about import AboutPage, PrivacyPage
from app.web.contexts.assessments import AssessmentsPage, ClearPage, TextPage
from app.web.contexts.comparisons import ChoicePage, ComparisonPage
from app.web.contexts.deletion import DeletionPage
from app.web.contexts.home import HomePage
from app.web.contexts.quality import QualityPage
from app.web.contexts.questionnaire import QuestionnairePage
from app.web.contexts.revisions import DisputePage, RevisionPage
from app.web.contexts.rulebooks import RulebookPage, RulebooksPage
from app.web.contexts.shares import CreatedPage, RevokePage, SharedPage, SharesPage
from app.web.contexts.styleguide import StyleguidePage
from app.web.contexts.workspaces import CodePage, DeletePage, ForgetPage, OpenPage, WorkspacePage

PAGES = (
    AboutPage,
    AssessmentsPage,
    ChoicePage,
    ClearPage,
    DisputePage,
    ComparisonPage,
    CodePage,
    CreatedPage,
    DeletePage,
    DeletionPage,
    ForgetPage,
    HomePage,
    OpenPage,
    PrivacyPage,
    QualityPage,
    QuestionnairePage,
    RevisionPage,
    RevokePage,
    RulebookPage,
    RulebooksPage,
    StyleguidePage,
    SharedPage,
    SharesPage,
    TextPage,
    WorkspacePage,
)
