/* Saves each answer as it is given. Without this script the page's button saves the same fields. */

import { filled } from "./assessment-fields.js";
import { Line } from "./assessment-line.js";
import { startOffers } from "./assessment-offers.js";
import { Place, TEXT_PAUSE } from "./assessment-place.js";
import { startTabs } from "./assessment-tabs.js";
import { beforeLogout } from "./logout.js";
import { isLeaving, ready } from "./session.js";

const form = document.querySelector("[data-assessment]");
const pageStatus = document.querySelector("[data-page-status]");
const pageNotice = document.querySelector("[data-page-notice]");
const awayBar = document.querySelector("[data-away-bar]");

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
  showAway();
}

/* Says once for the whole page that the server cannot be reached, and how much waits for it. */
let isAway = false;

function showAway() {
  const count = [...places.values()].filter((place) => place.isUnsaved).length;
  const isShown = isAway && !isLocked && count > 0;
  const text = isShown
    ? `Der er ingen forbindelse. ${count === 1 ? "Ét svar" : `${count} svar`} er ikke gemt endnu. Skriv bare videre: det gemmes, når forbindelsen er der igen.`
    : "";
  const slot = awayBar.querySelector("[data-text]");
  if (slot.textContent !== text) {
    slot.textContent = text;
  }
  awayBar.hidden = !isShown;
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
  startOffers(places, (place) => choose(place.element.dataset.track));
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

const line = new Line((why) => {
  isAway = why === "away";
  showAway();
});

const page = {
  form,
  line,
  report,
  lock,
  tellOthers: startTabs(form, (id, saved) => places.get(document.getElementById(id))?.hear(saved)),
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

/* Sends what is not saved yet and says whether everything is saved then. */
async function saveAll() {
  line.retry();
  for (const place of places.values()) {
    if (place.isUnsaved) {
      place.save();
    }
  }
  await line.settled();
  return ![...places.values()].some((place) => place.isUnsaved);
}

function goToFirstProblem() {
  const place = [...places.values()].find((each) => each.isUnsaved);
  choose(place.element.dataset.track);
  place.element.scrollIntoView({ block: "center" });
  place.focus();
}

/* The button leads on only once everything is saved: then the server has nothing left to store from the fields. */
let submitting = false;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (isLocked || submitting) {
    return;
  }
  submitting = true;
  const isSaved = await saveAll();
  const state = isSaved ? await ready() : "";
  if (state === "in") {
    form.submit();
    return;
  }
  submitting = false;
  if (!isSaved && !isLocked) {
    goToFirstProblem();
  } else if (state === "away") {
    line.halt("away");
  }
});

/* A link waits for what is under way, so that nobody is asked about a text that is just being saved. */
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  const isPlain = !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
  if (!link || !isPlain || link.target || link.hash || link.origin !== location.origin || isLocked) {
    return;
  }
  if ([...places.values()].some((place) => place.isUnsaved)) {
    event.preventDefault();
    await saveAll();
    location.assign(link.href);
  }
});
beforeLogout(saveAll);

/* A page that may be closed now sends everything at once, past the line. */
async function sendLeaving(place) {
  const status = await place.send(true);
  if (status === "away" || status === "logged_out") {
    line.halt(status);
    line.add(place);
  }
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && !submitting && !line.pause) {
    places.forEach(sendLeaving);
  }
});
window.addEventListener("online", () => line.retry());
awayBar.querySelector("button").addEventListener("click", () => line.retry());
document.addEventListener("session:back", () => {
  for (const place of places.values()) {
    if (place.isUnsaved) {
      place.keep();
    }
  }
});
window.addEventListener("pageshow", () => {
  submitting = false;
});
window.addEventListener("beforeunload", (event) => {
  if (!submitting && !isLeaving() && [...places.values()].some((place) => place.isUnsaved)) {
    event.preventDefault();
  }
});
window.addEventListener("hashchange", goToPlace);
/* Not before the browser has gone to the address itself, which takes the focus away. */
window.addEventListener("load", () => setTimeout(goToPlace));
startOffers(places, (place) => choose(place.element.dataset.track));
report();
