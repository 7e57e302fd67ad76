/* Opens the form of a row in the row's place, and warns before what was typed is lost.
   Without this script "Ret" and "Tilføj" lead to a page with the same form. */

import { isLeaving as isLeftOnPurpose } from "./session.js";

const FRAGMENT = { "X-Fragment": "1" };
const ASK = "Det, du har skrevet, er ikke gemt. Vil du kassere det?";
const UNSAVED = "Det er ikke gemt. Måske er der ingen forbindelse, eller du er logget ud. Det, du skrev, står her stadig. Prøv igen om lidt.";

let opened = null;
let isLeaving = false;

/* What stands in a form, for comparison; the token changes by itself. */
function content(form) {
  return JSON.stringify(
    [...new FormData(form)]
      .filter(([name]) => name !== "csrfmiddlewaretoken")
      .map(([name, value]) => [name, value instanceof File ? value.name : value]),
  );
}

function watch(box) {
  const form = box.querySelector("form");
  // A form that comes back refused holds what is not saved yet.
  form.dataset.before = box.hasAttribute("data-dirty") ? "" : content(form);
}

const isDirty = (box) => {
  const form = box.querySelector("form");
  return form.dataset.before !== content(form);
};

const boxes = () => [...document.querySelectorAll("[data-edit-form]")];

window.addEventListener("beforeunload", (event) => {
  if (!isLeaving && !isLeftOnPurpose() && boxes().some(isDirty)) {
    event.preventDefault();
  }
});

/* A counter of characters begins to count once something is typed; here the text may be there from the start. */
function countAll(box) {
  for (const field of box.querySelectorAll("[data-limit][data-counter]")) {
    if (field.value) {
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

/* What is typed is kept in the browser until it is saved or given up: the module that keeps it hears of both. */
function tellOf(place, what) {
  place.querySelector("form")?.dispatchEvent(new CustomEvent(`form:${what}`, { bubbles: true }));
}

function show(place, html) {
  place.innerHTML = html;
  const box = place.querySelector("[data-edit-form]");
  watch(box);
  countAll(box);
  tellOf(place, "shown");
  const preview = box.querySelector("#saadan-bliver-det");
  const first =
    box.querySelector(".error-summary, .conflict") ||
    preview ||
    box.querySelector("input:not([type=hidden]), select, textarea, button");
  if (preview === first) {
    preview.tabIndex = -1;
  }
  first.focus({ preventScroll: true });
  (preview === first ? preview : place).scrollIntoView({ block: "nearest" });
}

/* Where the form goes: into the row, for a row of a table below the table, for a new row where the link is. */
function makePlace(link) {
  const place = document.createElement("div");
  place.className = "in-place";
  const row = link.closest("[data-row]");
  const isNew = link.classList.contains("add-link");
  if (isNew) {
    const line = link.closest(".add-row") || link;
    line.before(place);
    return { place, link, row: null };
  }
  if (row.matches("tr")) {
    row.closest("table").after(place);
  } else {
    row.append(place);
  }
  row.classList.add("is-edited");
  return { place, link, row };
}

function close() {
  const { place, link, row } = opened;
  opened = null;
  tellOf(place, "discarded");
  place.remove();
  if (row) {
    row.classList.remove("is-edited");
  }
  link.focus();
}

function mayDiscard() {
  const box = opened && opened.place.querySelector("[data-edit-form]");
  return !box || !isDirty(box) || window.confirm(ASK);
}

async function open(link) {
  if (opened) {
    if (!mayDiscard()) {
      opened.place.scrollIntoView({ block: "nearest" });
      return;
    }
    close();
  }
  let html = "";
  try {
    const answer = await fetch(link.href, { headers: FRAGMENT });
    // Somebody who was logged out gets the login page instead: that is shown as a page.
    html = answer.ok && answer.headers.has("X-Fragment") ? await answer.text() : "";
  } catch {
    html = "";
  }
  if (!html) {
    window.location.assign(link.href);
    return;
  }
  opened = makePlace(link);
  show(opened.place, html);
}

function tell(box, message) {
  const note = box.querySelector(".edit-problem") || document.createElement("p");
  note.className = "edit-problem alert alert-error";
  note.setAttribute("role", "alert");
  note.textContent = message;
  box.querySelector(".button-row").before(note);
}

function go(address) {
  isLeaving = true;
  const target = new URL(address, window.location.href);
  const isHere = target.pathname === window.location.pathname && target.search === window.location.search;
  if (isHere) {
    // Only the anchor differs: the page has to be fetched again all the same.
    window.history.replaceState(null, "", target);
    window.location.reload();
  } else {
    window.location.assign(target);
  }
}

async function send(place, form, button) {
  const data = new FormData(form, button);
  const buttons = [...form.querySelectorAll("button")];
  buttons.forEach((each) => (each.disabled = true));
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, headers: FRAGMENT });
    const type = answer.headers.get("Content-Type") || "";
    if (answer.ok && type.startsWith("application/json")) {
      tellOf(place, "saved");
      go((await answer.json()).url);
      return;
    }
    if (!answer.headers.has("X-Fragment")) {
      throw new Error(String(answer.status));
    }
    show(place, await answer.text());
  } catch {
    buttons.forEach((each) => (each.disabled = false));
    tell(form, UNSAVED);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-edit]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(link);
    return;
  }
  const cancel = event.target.closest("[data-cancel]");
  if (!cancel) {
    return;
  }
  const box = cancel.closest("[data-edit-form]");
  if (!cancel.hasAttribute("data-discard") && isDirty(box) && !window.confirm(ASK)) {
    event.preventDefault();
    return;
  }
  tellOf(box, "discarded");
  if (!opened || !opened.place.contains(cancel)) {
    isLeaving = true;
  } else if (cancel.hasAttribute("data-discard")) {
    // Another has written meanwhile: the page shows theirs once it is fetched again.
    event.preventDefault();
    go(cancel.href);
  } else {
    event.preventDefault();
    close();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && opened && opened.place.contains(event.target) && mayDiscard()) {
    close();
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (opened && opened.place.contains(form)) {
    event.preventDefault();
    send(opened.place, form, event.submitter);
  } else if (form.closest("[data-edit-form]")) {
    isLeaving = true;
  }
});

/* A page that is gone back to is shown as it was left. */
window.addEventListener("pageshow", () => {
  isLeaving = false;
});

boxes().forEach(watch);
