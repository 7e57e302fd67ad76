/* What an earlier opening left in a form and never saved, beside what stands in it now: the person decides. */

import { discardAt } from "./discarding.js";
import { contentOf, differences, isWatched, addressOf, putBack } from "./form-content.js";
import { placeOf, settleSent } from "./forms.js";
import { discard, since } from "./kept.js";
import { claim } from "./left-behind.js";

const waiting = [];

function find(entry) {
  const forms = [...document.querySelectorAll("main form")].filter(isWatched);
  return forms.find((form) => addressOf(form) === entry.page && placeOf(form) === entry.place);
}

function pair({ label, stands, kept }) {
  const element = document.querySelector('template[data-part="unsent-pair"]').content.cloneNode(true);
  element.querySelector("[data-label]").textContent = label;
  element.querySelector("[data-stands]").textContent = stands || "Ingenting";
  element.querySelector("[data-mine]").textContent = kept || "Ingenting";
  return element;
}

function box(form, entry, pairs) {
  const element = document.querySelector('template[data-part="unsent-form"]').content.cloneNode(true).firstElementChild;
  element.querySelector("[data-since]").textContent = since(entry.at);
  element.querySelector("[data-pairs]").append(...pairs.map(pair));
  element.querySelector("[data-use]").addEventListener("click", () => {
    putBack(form, entry.content);
    discard(entry);
    element.remove();
    (form.querySelector("textarea") || form.querySelector("input:not([type=hidden]), select")).focus();
  });
  element.querySelector("[data-discard]").addEventListener("click", () => discardAt(element, entry));
  return element;
}

function offer(form, entry) {
  const pairs = differences(form, entry.content);
  if (contentOf(form) === entry.content || !pairs.length) {
    discard(entry);
  } else {
    form.before(box(form, entry, pairs));
  }
}

/* Says whether the entry is a form's, and dealt with. */
function take(entry) {
  if (entry.kind !== "form") {
    return false;
  }
  const form = find(entry);
  if (settleSent(entry, form)) {
    return true;
  }
  if (!form) {
    waiting.push(entry);
    return false;
  }
  offer(form, entry);
  return true;
}

claim(take);

/* A form that a script has just shown in a row may be the one that an entry waits for. */
document.addEventListener("form:shown", () => {
  for (const entry of waiting.splice(0)) {
    take(entry);
  }
});
