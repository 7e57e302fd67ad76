/* What an earlier opening of this page left unsaved, beside what is stored: the person decides, nothing is sent alone. */

import { part } from "./assessment-fields.js";
import { discardAt } from "./discarding.js";
import { discard, since } from "./kept.js";
import { claim } from "./left-behind.js";

const contentOf = (entry) => JSON.stringify([entry.value, entry.words]);

function box(place, entry) {
  const fragment = part("unsent");
  const element = fragment.firstElementChild;
  const show = (name, text) => {
    element.querySelector(`[data-${name}]`).textContent = text;
  };
  show("since", since(entry.at));
  show("stands", place.said(Infinity));
  show("stands-words", place.words ? place.words.value : "");
  show("mine", entry.said);
  show("mine-words", entry.words);
  element.querySelector("[data-newer]").hidden = entry.version === place.version.value;
  element.querySelector("[data-use]").addEventListener("click", () => {
    place.fill(entry.value, entry.words);
    place.changed();
    discard(entry);
    element.remove();
    place.focus();
  });
  element.querySelector("[data-discard]").addEventListener("click", () => discardAt(element, entry));
  return element;
}

/* Offers the entry at its place. One that says what is stored, or is offered already, has nothing to offer. */
function offer(place, entry) {
  const isStored = contentOf(entry) === place.stored;
  const isOffered = place.offered === contentOf(entry);
  if (isStored || isOffered) {
    discard(entry);
    return;
  }
  place.offered = contentOf(entry);
  place.notice.before(box(place, entry));
}

/* `places` maps elements to places; `opened` is told of a place where something is offered. */
export function startOffers(places, opened) {
  claim((entry) => {
    const place = entry.page === location.pathname && places.get(document.getElementById(entry.place));
    if (!place || place.isFrozen) {
      return false;
    }
    offer(place, entry);
    opened(place);
    return true;
  });
}
