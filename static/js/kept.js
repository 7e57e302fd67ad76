/* What is written and not confirmed by the server yet, kept in this browser: so that a closed tab, a crash or a lost
   session takes nothing.

   In localStorage, since it writes at once: a tab that is being closed does not wait for IndexedDB. Each entry belongs to
   a person, an installation, a page, a place in it and one opening of that page, so that two tabs never write over each
   other's. Entries go when the server has confirmed, when they are discarded, and with logging out. */

const dialog = document.querySelector("[data-session]");
const ROOM = `misbrug.ikke-gemt ${dialog?.dataset.session ?? ""} ${dialog?.dataset.user ?? ""} `;
const ANYBODY = "misbrug.ikke-gemt ";
const LONGEST_KEPT = 7 * 24 * 3600 * 1000;
const EVERY = 250;

/* This opening of the page. The lock is held for as long as it is open: others know by it who has gone. Not
   crypto.randomUUID, which a page without HTTPS does not have. */
const load = Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join("");
const lockOf = (name) => `misbrug.side ${name}`;
navigator.locks?.request(lockOf(load), () => new Promise(() => {}));

let isOpen = Boolean(dialog);
const waiting = new Map();
let timer = null;

const keyOf = (page, place, of = load) => `${ROOM}${of} ${page} ${place}`;

function keys(prefix) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}

function read(key) {
  try {
    const entry = JSON.parse(localStorage.getItem(key));
    return entry && typeof entry === "object" ? { ...entry, key } : null;
  } catch {
    return null;
  }
}

function remove(key) {
  waiting.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    // A browser that keeps nothing has nothing to remove.
  }
}

/* Writes what waits. A full or closed storage loses only the copy: the text is still on the screen, which asks first. */
export function flush() {
  clearTimeout(timer);
  timer = null;
  for (const [key, entry] of waiting) {
    try {
      localStorage.setItem(key, JSON.stringify(entry));
    } catch {
      break;
    }
  }
  waiting.clear();
}

/* Keeps a content (a plain object) of a place; `page` is the address to which a person returns for it. */
export function keep(page, place, content) {
  if (isOpen) {
    waiting.set(keyOf(page, place), { ...content, page, place, load, at: new Date().toISOString() });
    timer ??= setTimeout(flush, EVERY);
  }
}

/* The server has it, or nobody wants it. */
export function forget(page, place) {
  remove(keyOf(page, place));
}

export const discard = (entry) => remove(entry.key);

/* Takes back that an entry was discarded. */
export function restore({ key, ...entry }) {
  if (isOpen) {
    waiting.set(key, entry);
    flush();
  }
}

/* Whether anything of this person is kept, from this page or another. */
export function holdsAny() {
  flush();
  return keys(ROOM).length > 0;
}

/* Whether anything of somebody else is kept, who has used this browser. */
export const holdsOthers = () => keys(ANYBODY).some((key) => !key.startsWith(ROOM));

/* Remembers all that is kept, of everybody. Gives a function that puts it back. */
export function hold() {
  flush();
  const entries = keys(ANYBODY).map((key) => [key, localStorage.getItem(key)]);
  return () => entries.forEach(([key, entry]) => localStorage.setItem(key, entry));
}

/* Everything of everybody, and nothing more until the page is opened anew: somebody has logged out here. */
export function clear() {
  isOpen = false;
  clearTimeout(timer);
  timer = null;
  waiting.clear();
  keys(ANYBODY).forEach(remove);
}

export function stopKeeping() {
  flush();
  isOpen = false;
}

export function keepAgain() {
  isOpen = Boolean(dialog);
}

function removeOld() {
  for (const key of keys(ANYBODY)) {
    if (!(Date.now() - Date.parse(read(key)?.at) < LONGEST_KEPT)) {
      remove(key);
    }
  }
}

/* Calls with the entries that pages left behind which are closed now: those of a tab that is open are its own business,
   and come when it is closed. */
export function onLeftBehind(callback) {
  removeOld();
  const others = new Set(keys(ROOM).map((key) => read(key).load));
  others.delete(load);
  for (const other of others) {
    const tell = () => {
      const left = isOpen ? keys(`${ROOM}${other} `).map(read).filter(Boolean) : [];
      if (left.length) {
        callback(left);
      }
    };
    navigator.locks ? navigator.locks.request(lockOf(other), tell) : tell();
  }
}

/* What a person calls the page: its title without the product's name. */
export const titleOfPage = () => document.title.replace(/ – Misbrug$/, "").replace(/^Fejl: /, "");

/* "i dag kl. 10.42", "21. november kl. 10.42" */
export function since(at) {
  const moment = new Date(at);
  const clock = new Intl.DateTimeFormat("da-DK", { hour: "numeric", minute: "2-digit" }).format(moment).replace(":", ".");
  const isToday = moment.toDateString() === new Date().toDateString();
  const day = new Intl.DateTimeFormat("da-DK", { day: "numeric", month: "long" }).format(moment);
  return `${isToday ? "i dag" : day} kl. ${clock}`;
}

addEventListener("pagehide", flush);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && flush());
