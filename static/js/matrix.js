/* The matrix as one tab stop: arrow keys move between tiles, and the strip below says what the chosen one means. */

const table = document.querySelector("table[data-matrix]");
const strip = document.getElementById("matrix-strip");

/* The few different reasons stand once in the page; a tile names its own by `data-why`. */
const reasons = document.getElementById("matrix-reasons");

/* What the strip shows of a tile under a name: a `data-*` of the tile, or the part of its reason with that name. */
function contentOf(tile, name) {
  if (tile.dataset[name]) {
    return [document.createTextNode(tile.dataset[name])];
  }
  if (name === "place") {
    const label = tile.querySelector(".sr-only").textContent;
    return [document.createTextNode(label.slice(0, label.lastIndexOf(":")))];
  }
  const reason = reasons?.children[Number(tile.dataset.why)];
  return [...(reason?.querySelector(`[data-for="${name}"]`)?.cloneNode(true).childNodes ?? [])];
}

function explain(tile) {
  for (const part of strip.querySelectorAll("[data-strip]")) {
    const content = contentOf(tile, part.dataset.strip);
    const whole = part.closest("[data-strip-part]") || part;
    whole.hidden = content.length === 0;
    part.replaceChildren(...content);
  }
  const link = strip.querySelector("a[data-strip-link]");
  if (link) {
    link.href = tile.href;
    link.hidden = false;
  }
  const copy = strip.querySelector(".matrix-strip__tile");
  if (copy) {
    const shown = tile.querySelector(".tile__mark").cloneNode(true);
    const picture = document.createElement("span");
    picture.className = tile.className;
    picture.setAttribute("aria-hidden", "true");
    picture.append(shown);
    copy.replaceChildren(picture);
  }
  const invitation = strip.querySelector("[data-strip-empty]");
  if (invitation) {
    invitation.hidden = true;
  }
}

function rowsOfTiles() {
  return [...table.querySelectorAll("tbody:not([hidden]) tr:not([hidden])")]
    .map((row) => [...row.querySelectorAll("a.tile")])
    .filter((tiles) => tiles.length > 0);
}

function choose(tile) {
  const before = table.querySelector('a.tile[tabindex="0"]');
  if (before) {
    before.tabIndex = -1;
    before.removeAttribute("aria-current");
  }
  tile.tabIndex = 0;
  tile.setAttribute("aria-current", "true");
  explain(tile);
  /* The strip has grown by what it says and may lie over the tile. */
  tile.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/* The first click of a mouse or finger chooses a tile, the next one follows its link. Enter follows at once. */
let chosenBefore = null;

function follow(event) {
  const tile = event.target.closest("a.tile");
  const plain = event.detail > 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (tile && plain && tile !== chosenBefore) {
    event.preventDefault();
    tile.focus();
  }
}

/* Where a key leads from a row and a column, as [row, column]; nothing where it is no key of ours. */
function target(key, row, column, rows, ctrl) {
  const last = rows[row].length - 1;
  const moves = {
    ArrowLeft: [row, Math.max(column - 1, 0)],
    ArrowRight: [row, Math.min(column + 1, last)],
    ArrowUp: [Math.max(row - 1, 0), column],
    ArrowDown: [Math.min(row + 1, rows.length - 1), column],
    Home: [ctrl ? 0 : row, 0],
    End: [ctrl ? rows.length - 1 : row, last],
  };
  return moves[key];
}

function move(event) {
  const rows = rowsOfTiles();
  const row = rows.findIndex((tiles) => tiles.includes(event.target));
  if (row < 0) {
    return;
  }
  const goal = target(event.key, row, rows[row].indexOf(event.target), rows, event.ctrlKey);
  if (goal) {
    event.preventDefault();
    rows[goal[0]][goal[1]]?.focus();
  }
}

/* A cluster's rows can be folded where there are many; the button says which state they are in. */
function fold(button) {
  const open = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", String(!open));
  for (const row of button.closest("tbody").querySelectorAll("tr:not(.matrix__cluster, .matrix__sum)")) {
    row.hidden = open;
  }
}

if (table && strip) {
  for (const tile of table.querySelectorAll("a.tile")) {
    tile.tabIndex = -1;
  }
  const first = table.querySelector("a.tile");
  if (first) {
    first.tabIndex = 0;
  }
  table.addEventListener("keydown", move);
  table.addEventListener("pointerdown", () => {
    chosenBefore = table.querySelector("a.tile[aria-current]");
  });
  table.addEventListener("click", follow);
  table.addEventListener("focusin", (event) => {
    if (event.target.matches("a.tile")) {
      choose(event.target);
    }
  });
  for (const button of table.querySelectorAll("button[data-fold]")) {
    button.hidden = false;
    button.addEventListener("click", () => fold(button));
  }
}
