/* What was written and never saved, once its page is closed: offered where it belongs, and on every other page with a
   link to there. What belongs nowhere any more can be read and copied.

   A script of a page that knows the place claims an entry; it is asked before the page is told. */

import { discardAt } from "./discarding.js";
import { onLeftBehind, since } from "./kept.js";

const claims = [];
const notice = document.querySelector("[data-left-behind]");
const here = () => [location.pathname, location.pathname + location.search];

/* `take(entry)` says whether it has the place of the entry, and offers it there. */
export function claim(take) {
  claims.push(take);
}

function line(entries) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = entries[0].page;
  link.textContent = entries[0].title;
  item.append(link, `, fra ${since(entries.map((entry) => entry.at).sort().at(-1))}`);
  return item;
}

/* The text itself, since its place is gone or can no longer be written in. */
function text(entry) {
  const item = document.querySelector('template[data-part="left-behind"]').content.cloneNode(true).firstElementChild;
  const field = item.querySelector("textarea");
  field.value = entry.text;
  field.id = `ikke-gemt-${notice.querySelectorAll("textarea").length}`;
  const label = item.querySelector("label");
  label.htmlFor = field.id;
  label.textContent = `${entry.name || entry.title}, fra ${since(entry.at)}`;
  item.querySelector("[data-copy]").addEventListener("click", (event) => {
    field.select();
    document.execCommand("copy");
    event.target.textContent = "Kopieret";
  });
  item.querySelector("[data-discard]").addEventListener("click", () => discardAt(item, entry));
  return item;
}

function tell(entries) {
  const unclaimed = entries.filter((entry) => !claims.some((take) => take(entry)));
  const pages = new Map();
  for (const entry of unclaimed) {
    pages.set(entry.page, [...(pages.get(entry.page) ?? []), entry]);
  }
  for (const [page, found] of pages) {
    const items = here().includes(page) ? found.map(text) : [line(found)];
    notice.querySelector("ul").append(...items);
    notice.hidden = false;
  }
}

/* Once the scripts of the page have made their claims. */
if (notice) {
  addEventListener("load", () => setTimeout(() => onLeftBehind(tell)));
}
