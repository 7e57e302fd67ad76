/* Saves each answer as it is given. Without this script the page's button saves the same fields. */

import { filled, Place, TEXT_PAUSE } from "./assessment-place.js";

const form = document.querySelector("[data-assessment]");
const pageStatus = document.querySelector("[data-page-status]");
const pageNotice = document.querySelector("[data-page-notice]");

/* The token of the cookie, not of the page: it changes when somebody logs in again in another window. */
function token() {
  const name = `${form.dataset.cookie}=`;
  const found = document.cookie.split("; ").find((each) => each.startsWith(name));
  return found ? found.slice(name.length) : form.elements.csrfmiddlewaretoken.value;
}

let lastSaved = "";
let isLocked = false;
const places = new Map();

/* The line at the top says how the page as a whole stands; a screen reader hears it change. */
function report() {
  const unsaved = [...places.values()].some((place) => place.isUnsaved);
  const text = isLocked ? "Svarene er låst" : unsaved ? "Ikke alt er gemt endnu" : lastSaved;
  if (pageStatus.dataset.said !== text) {
    pageStatus.dataset.said = text;
    const isPlain = unsaved || isLocked;
    pageStatus.classList.toggle("not-saved", isPlain);
    pageStatus.replaceChildren(...(text ? [isPlain ? document.createTextNode(text) : filled("status", text)] : []));
  }
  for (const counter of form.querySelectorAll("[data-answered]")) {
    const column = form.querySelectorAll(`[data-column="${counter.dataset.answered}"] > [data-answer]`);
    counter.textContent = [...column].filter((element) => places.get(element).isAnswered).length;
  }
}

/* Says once that nothing more can be saved, and gives what was not as one text to copy. */
function lock(message) {
  if (isLocked) {
    return;
  }
  isLocked = true;
  const kept = [...places.values()].filter((place) => place.isUnsaved).map((place) => place.kept());
  places.forEach((place) => place.freeze());
  form.querySelectorAll("[data-saves]").forEach((element) => element.remove());
  const notice = filled("locked", message);
  const text = notice.querySelector("textarea");
  text.value = kept.join("\n\n");
  notice.querySelector("[data-kept]").hidden = kept.length === 0;
  notice.querySelector("[data-copy]").addEventListener("click", (event) => {
    text.select();
    document.execCommand("copy");
    event.target.textContent = "Kopieret";
  });
  pageNotice.replaceChildren(notice);
  pageNotice.scrollIntoView({ block: "center" });
  pageNotice.focus();
  report();
}

function choose(column) {
  for (const cell of form.querySelectorAll("[data-column]")) {
    cell.classList.toggle("is-other", cell.dataset.column !== column);
  }
  for (const tab of form.querySelectorAll("[data-tab]")) {
    tab.setAttribute("aria-current", String(tab.value === column));
  }
}

/* An address that ends in #svar-7-12 leads into the field. */
function goToPlace() {
  const element = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const place = places.get(element && element.closest("[data-answer]"));
  if (place) {
    choose(place.element.dataset.track);
    place.element.scrollIntoView({ block: "center" });
    place.focus();
  }
}

const placeOf = (target) => (/-(value|elaboration|cpr)$/.test(target.name || "") ? target.closest("[data-answer]") : null);
const isTyped = (target) => !/^(radio|checkbox)$/.test(target.type);

const page = {
  form,
  token,
  report,
  lock,
  saidSaved(text) {
    lastSaved = text;
  },
};

for (const element of form.querySelectorAll("[data-answer]")) {
  places.set(element, new Place(element, page));
}
for (const element of form.querySelectorAll("[data-without-script], [data-with-script]")) {
  element.hidden = element.matches("[data-without-script]");
}

form.addEventListener("input", (event) => {
  const place = places.get(placeOf(event.target));
  if (!place) {
    return;
  }
  if (event.target.type === "text" && event.target.value) {
    place.values.filter((field) => field.type === "checkbox").forEach((field) => (field.checked = false));
  }
  place.changed(isTyped(event.target) ? TEXT_PAUSE : 0);
});
form.addEventListener("focusout", (event) => {
  const place = places.get(placeOf(event.target));
  if (place && isTyped(event.target) && !place.failed) {
    place.save();
  }
});
form.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-tab]");
  if (tab) {
    event.preventDefault();
    choose(tab.value);
  }
});

let submitting = false;
form.addEventListener("submit", (event) => {
  if (isLocked) {
    event.preventDefault();
    return;
  }
  submitting = true;
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && !submitting) {
    places.forEach((place) => place.save(true));
  }
});
window.addEventListener("pageshow", () => {
  submitting = false;
});
window.addEventListener("beforeunload", (event) => {
  if (!submitting && [...places.values()].some((place) => place.isUnsaved)) {
    event.preventDefault();
  }
});
window.addEventListener("hashchange", goToPlace);
/* Not before the browser has gone to the address itself, which takes the focus away. */
window.addEventListener("load", () => setTimeout(goToPlace));
report();
