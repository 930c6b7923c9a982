"""The statements of the Flask peer, written by hand; the Django peer takes what its ORM has not."""

from __future__ import annotations

from benchmarks.peers.rows import ASSESSMENT, DRAFT, OPINION, REVISION, SHARE, SUMMARY

JOINED = """
      FROM assessments a
      LEFT JOIN drafts d ON d.workspace_id = a.workspace_id AND d.assessment_id = a.id
      LEFT JOIN revisions r ON r.workspace_id = a.workspace_id AND r.assessment_id = a.id
                           AND r.n = a.latest"""
ITS_OPINION = """
      LEFT JOIN second_opinions o ON o.workspace_id = r.workspace_id
                                 AND o.assessment_id = r.assessment_id AND o.n = r.n"""
EXTRA = {"extra_answers": "o.extra_answers"}
OF_REVISION = {
    "changed_at": "r.created_at",
    "page": "NULL",
    "turn": "0",
    "adjusted_by": "''",
} | EXTRA
ANSWERED = f"""
    SELECT {ASSESSMENT.of("a")}, {DRAFT.of("d")},
           {DRAFT.of("r", **OF_REVISION)}
    {JOINED} {ITS_OPINION}
     WHERE a.workspace_id = ? AND a.id = ?"""
STANDING = f"""
    SELECT {ASSESSMENT.of("a")},
           coalesce(d.rulebook_id, r.rulebook_id), coalesce(d.rulebook_version, r.rulebook_version),
           coalesce(d.answers, r.answers),
           coalesce(r.rulebook_id, d.rulebook_id), coalesce(r.rulebook_version, d.rulebook_version)
    {JOINED}
     WHERE a.workspace_id = ?"""
LATEST = "ORDER BY a.sequence DESC LIMIT ?"
LISTED = {
    "all": f"{STANDING} {LATEST}",
    "unfinished": f"{STANDING} AND a.has_draft = 1 {LATEST}",
    "recent": f"{STANDING} AND a.latest IS NOT NULL {LATEST}",
}
FIND = f"SELECT {ASSESSMENT.of('a')} FROM assessments a WHERE workspace_id = ? AND id = ?"
COUNT = "SELECT count(*) FROM (SELECT 1 FROM assessments WHERE workspace_id = ? LIMIT ?)"
LABELS = """
    SELECT DISTINCT label FROM assessments
     WHERE workspace_id = ? AND label IS NOT NULL ORDER BY label"""
OF_REVISION = "workspace_id = ? AND assessment_id = ?"
REVISION_OF = f"""
    SELECT {REVISION.of("r")}, {OPINION.of("o")} FROM revisions r {ITS_OPINION}
     WHERE r.workspace_id = ? AND r.assessment_id = ? AND r.n = ?"""
REVISIONS = f"SELECT {SUMMARY.of('r')} FROM revisions r WHERE {OF_REVISION} ORDER BY n"
SHARES = f"SELECT {SHARE.of('s')} FROM shares s WHERE workspace_id = ? AND assessment_id IN "
SHARED = f"""
    SELECT {SHARE.of("s")}, a.title, {REVISION.of("r")}, {OPINION.of("o")}
      FROM shares s
      JOIN assessments a ON a.workspace_id = s.workspace_id AND a.id = s.assessment_id
      JOIN revisions r ON r.workspace_id = s.workspace_id AND r.assessment_id = s.assessment_id
                      AND r.n = s.n
      JOIN workspaces w ON w.id = s.workspace_id AND w.deleted_at IS NULL
      {ITS_OPINION}
     WHERE s.token_hash = ?"""
OF_BROWSER = "SELECT workspace_id, id, seen_on FROM browsers WHERE token_hash = ?"
OF_WRITER = """
    SELECT b.workspace_id, b.id, b.seen_on
      FROM browsers b JOIN workspaces w ON w.id = b.workspace_id AND w.deleted_at IS NULL
     WHERE b.token_hash = ?"""
SEEN = "UPDATE browsers SET seen_on = ? WHERE workspace_id = ? AND id = ?"
ADVANCE = """
    UPDATE workspaces SET sequence = sequence + ?, changed_at = ? WHERE id = ?
    RETURNING sequence"""
INTENT = """
    SELECT body_hash, result FROM intents WHERE workspace_id = ? AND action = ? AND key = ?"""
FREE_NUMBER = """
    WITH RECURSIVE search(low, step) AS (
      SELECT 0, 524288
      UNION ALL
      SELECT CASE WHEN EXISTS (
               SELECT 1 FROM assessments WHERE workspace_id = :workspace AND title_key =
                 CASE low + step WHEN 1 THEN :key ELSE :key || ' (' || (low + step) || ')' END)
             THEN low + step ELSE low END, step / 2
        FROM search WHERE step > 0)
    SELECT max(low) + 1 FROM search"""
KEEP_DRAFT = """
    INSERT INTO drafts (workspace_id, assessment_id, rulebook_id, rulebook_version,
                        rulebook_sha256, answers, adjustments, extra_answers,
                        changed_at, page, turn)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (workspace_id, assessment_id) DO UPDATE SET
      rulebook_id = excluded.rulebook_id, rulebook_version = excluded.rulebook_version,
      rulebook_sha256 = excluded.rulebook_sha256, answers = excluded.answers,
      adjustments = excluded.adjustments, changed_at = excluded.changed_at,
      page = excluded.page, turn = excluded.turn"""
DROP_DRAFT = "DELETE FROM drafts WHERE workspace_id = ? AND assessment_id = ?"
SEVERAL_SAVED = """
    SELECT count(*) > 1 FROM
      (SELECT 1 FROM assessments WHERE workspace_id = ? AND latest IS NOT NULL LIMIT 2)"""
BROWSERS = "SELECT count(*) FROM browsers WHERE workspace_id = ?"
USED = "UPDATE shares SET used_at = ? WHERE token_hash = ?"
