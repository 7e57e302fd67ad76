/* What a form that is sent by a button holds and has not saved: a line at its buttons says so, and a bar of the page that
   the connection is gone, and that it is back. The assessment says both by itself. */

import { isWatched } from "./form-content.js";
import { isUnsaved } from "./forms.js";
import { check } from "./session.js";

const SAID = "Ikke gemt endnu – ligger i din browser, til du trykker Gem.";
const AWAY = "Forbindelsen er væk. Det, du har skrevet, ligger i din browser. Gem det, når forbindelsen er der igen.";
const BACK = "Forbindelsen er der igen. Husk at gemme.";
const EVERY = 20_000;

const bar = document.querySelector("[data-away-bar]");
const isOwn = bar && !document.querySelector("[data-assessment]");
let isAway = false;
let timer = null;

const unsaved = () => [...document.querySelectorAll("main form")].filter((form) => isWatched(form) && isUnsaved(form));

function mark(form) {
  const row = form.querySelector(".button-row") || form.lastElementChild;
  let line = form.querySelector("[data-form-state]");
  if (!line) {
    line = document.createElement("p");
    line.className = "form-state";
    line.dataset.formState = "";
    line.setAttribute("role", "status");
    row.before(line);
  }
  const text = isUnsaved(form) ? SAID : "";
  if (line.textContent !== text) {
    line.textContent = text;
  }
}

function show(text) {
  bar.querySelector("[data-text]").textContent = text;
  bar.querySelector("button").hidden = !isAway;
  bar.hidden = !text;
}

/* What the server said last; only who has something to lose is told that it is gone. */
function note(isGone) {
  if (isGone && unsaved().length) {
    isAway = true;
    show(AWAY);
  } else if (isAway && !isGone) {
    isAway = false;
    show(BACK);
  }
}

/* Asks again and again for as long as something is not saved: a cable that is out is no event of the browser. */
async function look() {
  clearTimeout(timer);
  timer = null;
  if (unsaved().length || isAway) {
    note((await check()) === "away");
    timer ??= setTimeout(look, EVERY);
  }
}

function follow(event) {
  const form = event.target.form;
  if (form && isWatched(form)) {
    mark(form);
    if (!isAway) {
      bar.hidden = true;
    }
    timer ??= setTimeout(look, EVERY);
  }
}

if (isOwn) {
  // Not "change": that comes when a button is pressed, and what moves then takes the button from under the pointer.
  document.addEventListener("input", follow);
  addEventListener("offline", () => note(true));
  addEventListener("online", look);
  bar.querySelector("button").addEventListener("click", look);
}
