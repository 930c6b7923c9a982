// What the pages cannot do by markup alone: announcements, exclusive ticks, copying and printing.
"use strict";

document.documentElement.className = "js";

const say = (text, quiet = false) => {
  const line = document.getElementById("status");
  if (!line) return;
  line.toggleAttribute("data-quiet", quiet);
  line.textContent = text;
};

// Drafts. One that did not arrive is sent again, whole: first after a second or two, then ever more
// rarely, never before the server allows it, and not for ever. A change that is made meanwhile goes
// with the next try and makes none of its own. A save is never sent again by itself.
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 30_000;
const PATIENCE = 5 * 60_000;
const NAMED = 2;

const outage = { timer: 0, tries: 0, since: 0, reason: "", refused: false };
const unsent = new Set(); // questions whose answers no request carries yet
const underway = new Set(); // questions whose answers the current request carries

const questionnaire = () => document.querySelector("form.questionnaire");
const keeper = () => document.querySelector("#preview[data-keeps]");
const giver = () => document.querySelector("#preview[data-keeps], #beside"); // what sends drafts by itself
const isGiven = (event) => event.detail.ctx?.sourceElement === giver();
const isDraft = (event) => event.detail.ctx?.sourceElement?.id === "preview";
const isTaste = (event) => event.detail.ctx?.target?.id === "taste"; // at home, where nothing is kept

const listed = (names) => {
  const rest = names.length - NAMED;
  if (rest > 0) return `${names.slice(0, NAMED).join(", ")} and ${rest} more`;
  return names.join(" and ");
};

// What is missing on the server, or, where nothing is stored before a save, in the preview.
const missing = () => {
  const questions = [...new Set([...unsent, ...underway])];
  const names = questions.map((question) => `“${question.querySelector("legend").textContent.trim()}”`);
  const where = keeper() ? "stored" : "in the preview";
  const what = names.length ? `your ${names.length > 1 ? "answers" : "answer"} to ${listed(names)}` : "your last change";
  return { where, what };
};

const sayTrying = () => {
  const { where, what } = missing();
  say(`Not ${where} yet: ${what}. ${outage.reason}; this page keeps trying.`);
};

const stopTrying = () => {
  const { where, what } = missing();
  say(`Not ${where}: ${what}. ${outage.reason}; this page has stopped trying. Your answers are still here.`);
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "button", textContent: "Try again" });
  button.dataset.again = "";
  document.getElementById("status")?.append(button);
};

const sendAgain = () => {
  outage.timer = 0;
  (questionnaire() ?? giver()?.closest("form"))?.dispatchEvent(new Event("change"));
};

const endOutage = () => {
  clearTimeout(outage.timer);
  Object.assign(outage, { timer: 0, tries: 0, since: 0, refused: false });
};

const takeBack = () => {
  for (const question of underway) unsent.add(question);
  underway.clear();
};

const planNextTry = (reason, wait) => {
  takeBack();
  clearTimeout(outage.timer);
  outage.timer = 0;
  outage.reason = reason;
  outage.since ||= Date.now();
  const left = outage.since + PATIENCE - Date.now();
  if (wait >= left) return stopTrying();
  const pause = Math.min(FIRST_PAUSE * 2 ** outage.tries, LONGEST_PAUSE);
  outage.tries += 1;
  // Not all pages that were refused together come back together.
  outage.timer = setTimeout(sendAgain, Math.min(left, wait + pause * (0.5 + Math.random() / 2)));
  sayTrying();
};

// What `Retry-After` asks for, in milliseconds: it holds seconds or a date.
const askedWait = (response) => {
  const value = response.headers.get("Retry-After") ?? "";
  const wait = /^\d+$/.test(value) ? 1000 * value : Date.parse(value) - Date.now();
  return Math.max(0, wait || 0);
};

// Why it was refused, as the page says it that the server would have shown.
const reasonIn = (text) => {
  const page = new DOMParser().parseFromString(text ?? "", "text/html");
  const reasons = [...page.querySelectorAll(".summary li, .error-page .lede")].map((one) => one.textContent.trim());
  return reasons.join(" ") || "This site does not take it as it is.";
};

const sayNotKept = () => document.querySelector("[data-kept]")?.replaceChildren("not kept yet");

// By its number the server tells what this page sent last, whatever arrives first.
const count = (form) => {
  const turn = form.elements.namedItem("_turn");
  if (turn) turn.value = Number(turn.value) + 1;
};

document.addEventListener("change", ({ target }) => {
  const form = target instanceof Element ? target.closest("form.questionnaire") : null;
  if (form) count(form);
  const question = form && target.closest("fieldset");
  if (!question) return;
  unsent.add(question);
  sayNotKept();
  if (outage.timer) sayTrying();
}, true);

// What a form held when it was last kept: as the page came, or as the last draft was sent.
const held = new WeakMap();
const draft = { body: "" };

const bodyOf = (form) => String(new URLSearchParams(new FormData(form)));

const asItCame = (form) => {
  const copy = form.cloneNode(true);
  copy.reset();
  return bodyOf(copy);
};

const isKept = (form) => bodyOf(form) === (held.get(form) ?? asItCame(form));

document.addEventListener("htmx:before:request", (event) => {
  if (isGiven(event) && !outage.timer) draft.body = bodyOf(giver().closest("form"));
  if (!isDraft(event)) return;
  if (outage.timer) return event.preventDefault();
  for (const question of unsent) underway.add(question);
  unsent.clear();
});

document.addEventListener("htmx:after:swap", (event) => {
  const status = event.detail.ctx?.response?.status ?? 0;
  const refused = status >= 400;
  if (status >= 500) return; // nothing was put in
  if (refused && (isDraft(event) || isGiven(event))) return sayNotKept();
  if (isGiven(event) && !refused) held.set(giver().closest("form"), draft.body);
  underway.clear();
  endOutage();
  if (!giver() || isKept(giver().closest("form"))) forgetGiven();
  if (!isDraft(event)) {
    unsent.clear();
    say("");
  }
  if (refused) return;
  announce();
  followTheFold();
});

document.addEventListener("htmx:response:error", (event) => {
  const { response } = event.detail.ctx;
  if (isTaste(event)) say("Something went wrong on the server: the balance shows the answers before.");
  else if (!isDraft(event)) {
    if (response.status >= 500) say("Not saved: something went wrong on the server. Your answers are still here.");
    else if (isGiven(event) && response.status === 409) document.getElementById("status")?.removeAttribute("data-quiet");
    else if (isGiven(event)) say(`Not kept: ${reasonIn(event.detail.ctx.text)} What you typed is still here.`);
  } else if (response.status === 429) {
    planNextTry("More was changed within an hour than this site takes", askedWait(response));
  } else if (response.status >= 500) {
    planNextTry(response.status === 503 ? "The server is busy" : "Something went wrong on the server", askedWait(response));
  } else {
    takeBack();
    endOutage();
    outage.refused = true;
    const { where, what } = missing();
    // What another tab did is told by the server, in the same place.
    if (response.status === 409) document.getElementById("status")?.removeAttribute("data-quiet");
    else say(`Not ${where}: ${what}. ${reasonIn(event.detail.ctx.text)} Press “Save and see the result”: ${response.status === 404 ? "it shows all your answers once more, to save as new" : "it shows what is wrong"}.`);
  }
});

document.addEventListener("htmx:error", (event) => {
  if (isDraft(event)) planNextTry("The server cannot be reached", 0);
  else if (isTaste(event)) say("The server cannot be reached: the balance shows the answers before.");
  else say("Not saved: the server cannot be reached. Your answers are still here; try again in a moment.");
});

document.addEventListener("click", ({ target }) => {
  if (!(target instanceof Element) || !target.closest("[data-again]")) return;
  // The button goes with its message: the keyboard goes on at the last question that was answered.
  [...unsent].at(-1)?.querySelector("input:checked")?.focus({ preventScroll: true });
  say("Trying again …");
  endOutage();
  sendAgain();
});

// The verdict is told to who listens once the choice rests, and only if it is another one.
const REST = 1_000;
const told = { news: document.getElementById("announcement")?.dataset.news, timer: 0 };

const announce = () => {
  const line = document.getElementById("status");
  const news = document.getElementById("announcement");
  if (!news) return;
  if (line?.textContent && !("quiet" in line.dataset)) {
    const kept = keeper() ? "Draft saved. " : "";
    return say(`${kept}${news.dataset.announce}`, true); // what went wrong is over
  }
  clearTimeout(told.timer);
  told.timer = setTimeout(() => {
    if (news.dataset.news === told.news || (line?.textContent && !("quiet" in line.dataset))) return;
    told.news = news.dataset.news;
    say(news.dataset.announce, true);
  }, REST);
};

// The panel says what the last answer did, so the form says which one that was.
document.addEventListener("change", ({ target }) => {
  const last = target instanceof HTMLInputElement && target.closest("form.questionnaire fieldset.q")
    ? target.form.elements.namedItem("_last") : null;
  if (last) last.value = target.name;
}, true);

// Questions that were folded because they could not matter unfold when they can again.
const followTheFold = () => {
  const fold = document.getElementById("fold");
  if (fold && document.querySelector(".outlook:not(.stop)")) fold.open = true;
};

// A link in the contents, the panel or a summary may lead to a question that is folded.
document.addEventListener("click", ({ target }) => {
  const link = target instanceof Element ? target.closest("a[href^='#q-']") : null;
  const fold = link && document.querySelector(link.hash)?.closest("details:not([open])");
  if (fold) fold.open = true;
}, true);
// Two tabs: these answers are to take the place of those that the other one sent.
document.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest("[data-use]") : null;
  const form = giver()?.closest("form");
  if (!button || !form) return;
  form.elements.namedItem("_seen").value = button.dataset.use;
  form.elements.namedItem("_latest").value = button.dataset.latest;
  const last = [...unsent].at(-1)?.querySelector("input:checked") ?? document.getElementById("both");
  last?.focus({ preventScroll: true });
  say(`${button.textContent.replace("Use", "Keeping")} …`);
  endOutage();
  sendAgain();
});

// A page that is loaded anew may come before what the old one sent last. So what no answer of the
// server confirms yet goes with the entry of the tab's history, and is put back if nobody else has
// changed the draft since.
const noteGiven = () => {
  const given = bodyOf(questionnaire());
  history.replaceState({ ...history.state, given }, "");
};

// The first answer that htmx gets would replace what stands there by its own mark.
document.addEventListener("htmx:before:request", () => {
  if (history.state && !history.state.htmx) history.replaceState({ ...history.state, htmx: true }, "");
});

const forgetGiven = () => {
  if (history.state?.given || history.state?.reasons) history.replaceState({ ...history.state, given: "", reasons: "" }, "");
};

// Who loads what another tab has, gives up what is here: the same address would bring it back.
document.addEventListener("click", ({ target }) => target instanceof Element && target.closest("[data-load]") && forgetGiven());

const putBack = (form) => {
  const given = new URLSearchParams(history.state?.given);
  const field = (name) => form.elements.namedItem(name);
  if (!given.has("_seen") || given.get("_latest") !== field("_latest").value) return;
  const seen = field("_seen").value;
  if (seen !== given.get("_seen") && !seen.startsWith(`${given.get("_key")}.`)) return;
  for (const name of ["_key", "_turn"]) field(name).value = given.get(name); // this page goes on as that one
  for (const one of form.querySelectorAll("fieldset input")) {
    const was = given.getAll(one.name).includes(one.value);
    if (one.checked !== was) unsent.add(one.closest("fieldset"));
    one.checked = was;
  }
  const name = field("_name");
  if (name && given.has("_name") && name.value !== given.get("_name")) {
    name.value = given.get("_name");
    setTimeout(sendAgain); // htmx begins by such a timer, too
  }
};

// What the browser brings back, its own memory of ticks included, and the preview have to agree.
window.addEventListener("pageshow", ({ persisted }) => {
  if (keeper() && !persisted) putBack(questionnaire());
  const controls = questionnaire()?.querySelectorAll("fieldset input") ?? [];
  for (const one of controls) if (one.checked !== one.defaultChecked) unsent.add(one.closest("fieldset"));
  if (controls.length && (persisted || unsent.size)) {
    keepInAddress();
    setTimeout(sendAgain); // htmx begins by such a timer, too
  }
});

// What was given just before leaving goes with a request that outlives the page; the one that was
// under way may have died with it. Who would lose something all the same is asked first.
const handedOver = { body: "" };

const handOver = () => {
  const form = giver()?.closest("form");
  if (!form || (isKept(form) && !underway.size)) return;
  const body = bodyOf(form);
  if (body === handedOver.body) return;
  handedOver.body = body;
  const headers = { "HX-Request-Type": "partial", "Content-Type": "application/x-www-form-urlencoded" };
  fetch(giver().getAttribute("hx-post"), { method: "POST", body, headers, keepalive: true }).catch(() => {});
};

window.addEventListener("pagehide", handOver);
document.addEventListener("visibilitychange", () => document.hidden && handOver());
window.addEventListener("beforeunload", (event) => {
  if (keeper() && unsent.size && (outage.since || outage.refused)) event.preventDefault();
});

// The server has to know whether a part of its page fits into this one: it may be a newer release.
document.addEventListener("htmx:config:request", ({ detail }) => {
  const styles = document.querySelector("link[rel=stylesheet]").getAttribute("href");
  detail.ctx.request.headers["Advisor-Styles"] = styles;
});

// An option that stands alone ("none of these", "I do not know") unticks the others, and they it.
document.addEventListener("change", ({ target }) => {
  if (!(target instanceof HTMLInputElement) || target.type !== "checkbox" || !target.checked) return;
  const others = target.closest("fieldset")?.querySelectorAll("input[type=checkbox]:checked") ?? [];
  for (const other of others) {
    if (other !== target && ("alone" in target.dataset || "alone" in other.dataset)) other.checked = false;
  }
}, true);

// A questionnaire that belongs to nobody yet keeps its answers in its address, as long as it can
// hold them; names and reasons never go there.
const LONGEST_ADDRESS = 2_000;

const keepInAddress = () => {
  const form = questionnaire();
  if (!form?.dataset.keptAt) return;
  const { pathname, searchParams } = new URL(form.dataset.keptAt, location.href);
  for (const [name, value] of new FormData(form)) {
    if (!name.startsWith("_")) searchParams.append(name, value);
  }
  const address = `${pathname}?${searchParams}`;
  if (address.length > LONGEST_ADDRESS) say("Your answers no longer fit into the address of this page: save to keep them.");
  else history.replaceState(history.state, "", address + location.hash);
};

// So the entry of the tab's history keeps the name.
const looseName = () => document.querySelector("form[data-kept-at] [name=_name]");

const noteName = () => {
  const field = looseName();
  if (field && field.value !== (history.state?.name ?? "")) history.replaceState({ ...history.state, name: field.value }, "");
};

document.addEventListener("input", ({ target }) => target === looseName() && noteName());
// A new entry begins without it, and may come after what stands in it.
for (const news of ["swap", "history:push", "history:replace"]) document.addEventListener(`htmx:after:${news}`, noteName);
window.addEventListener("pageshow", ({ persisted }) => {
  const step = document.querySelector("form#step[data-kept-at][method=get]");
  if (step && history.state?.name) {
    step.method = "post"; // a name goes into no address
    step.append(Object.assign(document.createElement("input"), { type: "hidden", name: "_name" }));
  }
  const field = looseName();
  if (!field || persisted) return;
  field.value = history.state?.name ?? field.value;
  noteName();
});

document.addEventListener("change", ({ target }) => {
  if (!(target instanceof Element) || !target.closest("form.questionnaire")) return;
  keepInAddress();
  if (keeper()) noteGiven();
});

document.addEventListener("input", ({ target }) => {
  if (target instanceof Element && target.id === "name" && keeper()) noteGiven();
});

// What is typed into other forms and not sent yet goes with the entry of the tab's history, too:
// a page that is loaded anew has it again. Keys of forms are those of the new page. What another page
// changed since is told once this is sent, unless it was this one, or was saved.
const remembered = (form) => [...form.elements].filter((one) => one.name && !["_key", "_page", "_latest", "_seen"].includes(one.name));

const rememberSeen = (form, typed) => {
  const [seen, latest] = ["_seen", "_latest"].map((name) => form.elements.namedItem(name));
  if (!seen || !typed.has("_seen") || typed.get("_latest") !== latest.value) return;
  if (!seen.value.startsWith(`${typed.get("_key")}.`)) seen.value = typed.get("_seen");
};

document.addEventListener("input", ({ target }) => {
  const { form } = target; // what is ticked in a list stands outside of its form
  if (form?.dataset.remember) history.replaceState({ ...history.state, [form.dataset.remember]: bodyOf(form) }, "");
});

window.addEventListener("pageshow", ({ persisted }) => {
  for (const form of persisted ? [] : document.querySelectorAll("form[data-remember]")) {
    const typed = new URLSearchParams(history.state?.[form.dataset.remember]);
    if (!typed.size) continue;
    rememberSeen(form, typed);
    for (const one of remembered(form)) {
      if (["radio", "checkbox"].includes(one.type)) one.checked = typed.getAll(one.name).includes(one.value);
      else if (typed.has(one.name)) one.value = typed.get(one.name);
    }
    if (form === giver()?.closest("form")) setTimeout(() => form.dispatchEvent(new Event("change")));
  }
});

// Two presses within a second are one.
const DOUBLE = 1_000;
const pressed = { button: null, at: 0 };

document.addEventListener("submit", (event) => {
  const { target, submitter, timeStamp } = event;
  if (target.method !== "post" || target.hasAttribute("hx-post")) return;
  if (submitter && submitter === pressed.button && timeStamp - pressed.at < DOUBLE) event.preventDefault();
  Object.assign(pressed, { button: submitter, at: timeStamp });
});

// A form that takes a while says so until its answer comes. Whoever stops it, chooses another file
// or comes back can press again.
const rest = (form) => {
  const button = form.querySelector("button[type=submit]");
  form.removeAttribute("aria-busy");
  pressed.button = null;
  Object.assign(button, { disabled: false, textContent: button.dataset.said ?? button.textContent });
};

document.addEventListener("submit", ({ target, submitter, defaultPrevented }) => {
  if (!target.dataset.busy || !submitter || defaultPrevented) return;
  target.setAttribute("aria-busy", "true");
  submitter.dataset.said = submitter.textContent;
  Object.assign(submitter, { disabled: true, textContent: target.dataset.busy });
  say(target.dataset.busy, true);
});

const restAll = () => document.querySelectorAll("form[data-busy][aria-busy]").forEach(rest);
document.addEventListener("change", restAll);
document.addEventListener("keydown", ({ key }) => key === "Escape" && restAll());
window.addEventListener("pageshow", ({ persisted }) => persisted && restAll());

// Enter in the name ends it and saves nothing: the next question is what one goes on with.
document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (key !== "Enter" || !(target instanceof HTMLInputElement) || target.id !== "name") return;
  event.preventDefault();
  target.blur(); // what was typed is sent by this, and not once more on leaving
  target.focus();
});

// Enter on an option chooses, it does not save: whoever answers with the keyboard goes on with Tab.
document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (key !== "Enter" || !(target instanceof HTMLInputElement) || !target.closest(".opts")) return;
  event.preventDefault();
  if (!target.checked) target.click();
});

document.addEventListener("click", ({ target }) => {
  if (target instanceof Element && target.closest("[data-print]")) window.print();
});

// Copies the text of the named field; where the browser does not let us, it is selected instead.
document.addEventListener("click", async ({ target }) => {
  const button = target instanceof Element ? target.closest("[data-copy]") : null;
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(field.value ?? field.textContent);
    say(field.labels ? `${field.labels[0].textContent} copied.` : "Copied.");
  } catch {
    if (field.select) field.select();
    else getSelection().selectAllChildren(field);
    say("The browser did not allow copying. The text is selected: copy it with Ctrl+C or from the menu.");
  }
});

// Contents that are wider than the window: what has the focus is seen whole, which no browser sees to.
document.addEventListener("focusin", ({ target }) => {
  if (target instanceof Element && target.closest(".tabs")) target.scrollIntoView({ block: "nearest", inline: "nearest" });
});

// Copies the text of the page that a link leads to; where that fails, the page is opened instead.
document.addEventListener("click", async (event) => {
  const link = event.target instanceof Element ? event.target.closest("[data-copy-from]") : null;
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const textOf = async () => {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(answer.statusText);
    const field = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("textarea");
    return new Blob([field.value], { type: "text/plain" });
  };
  try {
    // The promise goes along: a browser may forget the click while the text is on its way.
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": textOf() })]);
    say("Copied as Markdown: verdict, reasons, sources and answers.");
  } catch {
    window.location.assign(link.href);
  }
});

// On paper every reason is unfolded.
window.addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details:not([open])")) {
    fold.open = true;
    fold.dataset.unfolded = "";
  }
});
window.addEventListener("afterprint", () => {
  for (const fold of document.querySelectorAll("details[data-unfolded]")) {
    fold.open = false;
    delete fold.dataset.unfolded;
  }
});

// Moments in the reader's own time, and those of today and yesterday by these names. On paper every
// one has its date. What the server wrote, in UTC, stays in the title.
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });

const dayOf = (moment, onPaper) => {
  const yesterday = new Date();
  yesterday.setDate(yesterday.getDate() - 1);
  const named = onPaper ? [] : [["today", new Date()], ["yesterday", yesterday]];
  const [name] = named.find(([, day]) => day.toDateString() === moment.toDateString()) ?? [DATE.format(moment)];
  return name;
};

const tellTimes = (onPaper = false) => {
  for (const time of document.querySelectorAll("time[datetime*='T']")) {
    const moment = new Date(time.dateTime);
    const day = dayOf(moment, onPaper);
    if ("day" in time.dataset) time.textContent = day;
    else time.textContent = `${day}${/^\d/.test(day) ? "," : ""} ${CLOCK.format(moment)}`;
  }
};

tellTimes();
document.addEventListener("htmx:after:swap", () => tellTimes());
window.addEventListener("beforeprint", () => tellTimes(true));
window.addEventListener("afterprint", () => tellTimes());
