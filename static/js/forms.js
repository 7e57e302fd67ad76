/* Forms that are sent by a button: what is typed in them is kept in the browser until it is saved, leaving asks first, and
   nothing is sent before it is known that it can arrive. */

import { addressOf, contentOf, isChanged, isWatched, textsOf } from "./form-content.js";
import { discard, forget, keep, titleOfPage } from "./kept.js";
import { isLeaving, ready } from "./session.js";

const SENT = "misbrug.sendt";
const ASK = "Det, du har skrevet, er ikke gemt. Vil du kassere det?";
const AWAY = "Der er ingen forbindelse lige nu, så det er ikke sendt. Det, du har skrevet, står her stadig. Prøv igen om lidt.";

let isSending = false;
let passing = null;
const asking = new Set();

const forms = () => [...document.querySelectorAll("main form")].filter(isWatched);
export const placeOf = (form) => form.getAttribute("id") || `formular-${forms().filter((each) => addressOf(each) === addressOf(form)).indexOf(form)}`;
export const isUnsaved = (form) => "unsaved" in form.dataset || isChanged(form);

function titleOf(form) {
  const heading = form.closest("[data-edit-form]")?.querySelector("h3")?.textContent.trim();
  return heading ? `${heading}, ${titleOfPage()}` : titleOfPage();
}

/* Where it can be sent by a button alone it is an act and no text, so there is nothing to keep. */
function keepForm(form) {
  const place = placeOf(form);
  const texts = textsOf(form);
  if (isUnsaved(form) && texts.length) {
    const text = texts.map(({ label, value }) => `${label}:\n${value}`).join("\n\n");
    keep(addressOf(form), place, { kind: "form", title: titleOf(form), text, content: contentOf(form) });
  } else {
    forget(addressOf(form), place);
  }
}

const forgetForm = (form) => forget(addressOf(form), placeOf(form));

function tell(form, message) {
  const note = form.querySelector("[data-form-note]") || document.createElement("p");
  note.className = "alert alert-warning form-note";
  note.dataset.formNote = "";
  note.setAttribute("role", "alert");
  note.textContent = message;
  (form.querySelector(".button-row") || form.lastElementChild).before(note);
}

/* ---- sending ---------------------------------------------------------------------------------------------- */

/* Asks first whether the server is there and who is logged in; then sends as if nothing had been between. */
async function sendWhenReady(form, button) {
  asking.add(form);
  // A form that is just being sent cannot be sent again: its event has to be over first.
  await new Promise((resolve) => setTimeout(resolve));
  const state = await ready();
  asking.delete(form);
  if (state === "in") {
    form.querySelector("[data-form-note]")?.remove();
    passing = { form, event: null };
    form.requestSubmit(button);
    const { event } = passing;
    passing = null;
    // What a script has taken over is its own to follow, and what the browser found wanting was not sent.
    if (event && !event.defaultPrevented) {
      noteSent(form);
    }
  } else if (state === "away") {
    tell(form, AWAY);
  }
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!isWatched(form)) {
      return;
    }
    if (passing?.form === form) {
      passing.event = event;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!asking.has(form)) {
      sendWhenReady(form, event.submitter);
    }
  },
  true,
);

/* It goes to the server as a page: the next page of this tab tells whether it was saved. */
function noteSent(form) {
  isSending = true;
  keepForm(form);
  const said = { page: addressOf(form), place: placeOf(form), content: contentOf(form) };
  try {
    sessionStorage.setItem(SENT, JSON.stringify(said));
  } catch {
    // What was sent is offered again then, although it is saved.
  }
}

/* What this tab sent last, once. */
function takeSent() {
  try {
    const sent = JSON.parse(sessionStorage.getItem(SENT));
    sessionStorage.removeItem(SENT);
    return sent;
  } catch {
    return null;
  }
}

const sent = takeSent();
const wasLedOn = performance.getEntriesByType("navigation")[0]?.redirectCount > 0;
const wasRefused = () => Boolean(document.querySelector(".messages .alert-error"));

const isSent = (entry) => sent && entry.page === sent.page && entry.place === sent.place && entry.content === sent.content;

/* Whether an entry that was left behind is what this tab has sent, and is dealt with. A page that led on has saved it; one
   that answers with the form again, refused or as a preview, has not, and holds it. */
export function settleSent(entry, form) {
  const isAnswer = document.querySelector("main").hasAttribute("data-posted");
  if (!isSent(entry) || (isAnswer ? !form : !wasLedOn || wasRefused())) {
    return false;
  }
  discard(entry);
  if (isAnswer) {
    form.dataset.unsaved = "";
    keepForm(form);
  }
  return true;
}

/* ---- typing and leaving ----------------------------------------------------------------------------------- */

for (const name of ["input", "change"]) {
  document.addEventListener(name, (event) => {
    const form = event.target.form;
    if (form && isWatched(form)) {
      keepForm(form);
    }
  });
}

document.addEventListener("session:back", () => forms().filter(isUnsaved).forEach(keepForm));

/* A form that a script sends says itself what became of it. */
document.addEventListener("form:saved", (event) => forgetForm(event.target));
document.addEventListener("form:discarded", (event) => forgetForm(event.target));

/* "Fortryd" beside the buttons gives up what was typed; the forms of rows ask by themselves. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("form .button-row a[href]:not([data-cancel])");
  const form = link?.closest("form");
  if (!form || !isWatched(form) || !isUnsaved(form) || event.ctrlKey || event.metaKey || event.shiftKey) {
    return;
  }
  if (!window.confirm(ASK)) {
    event.preventDefault();
    return;
  }
  forgetForm(form);
  isSending = true;
});

addEventListener("beforeunload", (event) => {
  const open = forms().filter((form) => !form.closest("[data-edit-form]"));
  if (!isSending && !isLeaving() && open.some(isUnsaved)) {
    event.preventDefault();
  }
});
addEventListener("pageshow", () => {
  isSending = false;
});
