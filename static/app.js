// What the pages cannot do by markup alone: announcements, exclusive ticks, copying and printing.
"use strict";

document.documentElement.className = "js";

const say = (text, quiet = false) => {
  const line = document.getElementById("status");
  if (!line) return;
  line.toggleAttribute("data-quiet", quiet);
  line.textContent = text;
};

const AGAIN_AFTER = 4000;
const draft = (event) => event.detail.ctx?.target?.id === "preview";

// A draft that did not arrive is sent again, whole, until it does.
const sendAgain = () => setTimeout(() => {
  document.querySelector("form.questionnaire")?.dispatchEvent(new Event("change"));
}, AGAIN_AFTER);

document.addEventListener("htmx:after:swap", (event) => {
  if ((event.detail.ctx?.response?.status ?? 0) >= 400) return;
  const news = document.getElementById("announcement");
  if (news) say(news.dataset.announce, true);
});

document.addEventListener("htmx:response:error", (event) => {
  const status = event.detail.ctx?.response?.status ?? 0;
  if (status >= 500) {
    say("Not saved: something went wrong on the server. Your answers are still here.");
    if (draft(event)) sendAgain();
  } else if (draft(event)) {
    say("Not saved: two of the ticked answers do not go together, or this page is out of date. Press “Save and see the result” to see what is wrong.");
  }
});

document.addEventListener("htmx:error", (event) => {
  const next = draft(event) ? "trying again." : "try again in a moment.";
  say(`Not saved: the server cannot be reached. Your answers are still here; ${next}`);
  if (draft(event)) sendAgain();
});

// An option that stands alone ("none of these", "I do not know") unticks the others, and they it.
document.addEventListener("change", ({ target }) => {
  if (!(target instanceof HTMLInputElement) || target.type !== "checkbox" || !target.checked) return;
  const others = target.closest("fieldset")?.querySelectorAll("input[type=checkbox]:checked") ?? [];
  for (const other of others) {
    if (other !== target && ("alone" in target.dataset || "alone" in other.dataset)) other.checked = false;
  }
}, true);

document.addEventListener("click", ({ target }) => {
  if (target instanceof Element && target.closest("[data-print]")) window.print();
});

// Copies the text of the named field; where the browser does not let us, it is selected instead.
document.addEventListener("click", async ({ target }) => {
  const button = target instanceof Element ? target.closest("[data-copy]") : null;
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(field.value);
    say(`${field.labels[0].textContent} copied.`);
  } catch {
    field.select();
    say("The browser did not allow copying. The text is selected: copy it with Ctrl+C or from the menu.");
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
