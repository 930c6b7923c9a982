"""What each address of a peer does: reads or writes by the store of the peer, and fills the page.

`store` is the module that does it: sqlite3 for Flask, the ORM for Django. They are for somebody who
has a workspace; no page of a peer makes one.
"""

from __future__ import annotations

from types import ModuleType

from app.assessments.listing import MOST_COUNTED, PAGE
from app.questionnaire.previews import PREVIEW
from app.shares.actions import TOKEN, is_use_news, what_opens
from app.site.routes import SHOWN
from app.store.ids import hash_token
from app.web.forms import Fields
from benchmarks.peers import pages, site
from benchmarks.peers.forms import change_of, new_assessment, sent_to

Hash = bytes | None


class Views:
    """The pages as text; `token_hash` tells whose they are."""

    def __init__(self, store: ModuleType) -> None:
        self.store = store

    def about(self) -> str:
        return site.rendered(pages.about_page())

    def home(self, token_hash: Hash, query: Fields) -> str:
        store = self.store
        with store.reading(token_hash) as browser:
            unfinished = store.list_latest(browser, "unfinished", SHOWN)
            found = [*unfinished, *store.list_latest(browser, "recent", SHOWN)]
            shares = store.find_shares(browser, [assessment.id for assessment, _ in found])
        visit = site.visit()
        rows, begun = pages.listed(found, shares, visit.now), len(unfinished)
        return site.rendered(pages.home_page(visit, query, rows[:begun], rows[begun:]))

    def saved(self, token_hash: Hash) -> str:
        store = self.store
        with store.reading(token_hash) as browser:
            found = store.list_latest(browser, "all", PAGE + 1)
            shown, total = found[:PAGE], len(found)
            if total > PAGE:
                total = store.count_all(browser, MOST_COUNTED + 1)
            labels = store.find_labels(browser)
            shares = store.find_shares(browser, [assessment.id for assessment, _ in shown])
        visit = site.visit()
        rows = pages.listed(shown, shares, visit.now)
        return site.rendered(pages.list_page(visit, shown, rows, total, labels))

    def result(self, token_hash: Hash, assessment_id: str) -> str:
        store = self.store
        with store.reading(token_hash) as browser:
            assessment = store.find_assessment(browser, assessment_id)
            n = assessment.latest or 0
            revision = store.find_revision(browser, assessment_id, n)
            then, drafted = revision.replaces, assessment.has_draft
            answered = store.find_answered(browser, assessment_id) if drafted else None
            saved = {
                "assessment": assessment,
                "revision": revision,
                "before": store.find_revision(browser, assessment_id, then) if then else None,
                "revisions": store.list_revisions(browser, assessment_id),
                "shares": tuple(store.find_shares(browser, [assessment_id])),
                "unsaved": pages.unsaved(assessment, n, answered),
                "only_here": n == 1 and store.is_alone(browser),
            }
        return site.rendered(pages.result_page(site.visit(), saved))

    def report(self, token: str) -> str:
        visit = site.visit()
        hashed = hash_token(token) if TOKEN.fullmatch(token) else b""
        shared = what_opens(self.store.find_shared(hashed), visit.now)
        if is_use_news(shared.share, visit.now):
            self.store.note_use(hashed, visit.now)
        return site.rendered(pages.shared_page(visit, shared, token))

    def questionnaire(self, token_hash: Hash, assessment_id: str) -> str:
        with self.store.reading(token_hash) as browser:
            answered = self.store.find_answered(browser, assessment_id)
        return site.rendered(pages.questionnaire_page(site.visit(), answered))

    def draft(self, token_hash: Hash, assessment_id: str, form: Fields) -> str:
        with self.store.writing(token_hash) as browser:
            answered = self.store.find_answered(browser, assessment_id)
            sent = sent_to(answered, form)
            self.store.write_change(browser, answered, change_of(answered, sent, form))
        return site.rendered(pages.preview_part(sent), PREVIEW)

    def save(self, token_hash: Hash, rulebook_id: str, form: Fields) -> str:
        """The address of what was saved."""
        new = new_assessment(form, rulebook_id)
        with self.store.writing(token_hash) as browser:
            made = self.store.save_new(browser, new)
        return site.url("show_assessment", assessment_id=made)
