/* What every page does for those with JavaScript. Nothing here is needed to use the pages. */

/* After a refused form the summary, or what another has written meanwhile, takes the focus: it is read first. */
const summary = document.querySelector(".error-summary, .conflict");
if (summary) {
  summary.focus();
}

/* A link to a field moves the focus into it and keeps its label in view. */
document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a[href^='#'], a[data-focus][href^='#']");
  if (!link) {
    return;
  }
  const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) {
    return;
  }
  event.preventDefault();
  for (let part = field.closest("details"); part; part = part.parentElement.closest("details")) {
    part.open = true;
  }
  if (!field.matches("input, select, textarea, button, a, summary, [tabindex]")) {
    field.tabIndex = -1;
  }
  (field.closest(".form-group") || field).scrollIntoView({ block: "nearest" });
  field.focus();
});

/* The account's menu closes by Escape and by a click elsewhere. */
const account = document.querySelector("details.account");
if (account) {
  document.addEventListener("click", (event) => {
    if (!account.contains(event.target)) {
      account.open = false;
    }
  });
  account.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && account.open) {
      account.open = false;
      account.querySelector("summary").focus();
    }
  });
}

/* Buttons that print; hidden in the page until there is something that can do it. */
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

/* How much has been written, shown once something is. A line break counts as one character, as the server counts. */
const thousands = new Intl.NumberFormat("da-DK");

function count(field) {
  const counter = document.getElementById(field.dataset.counter);
  if (!counter) {
    return;
  }
  const limit = Number(field.dataset.limit);
  const length = [...field.value].length;
  counter.hidden = length === 0;
  counter.classList.toggle("counter--over", length > limit);
  counter.textContent =
    length > limit
      ? `${thousands.format(length - limit)} tegn for meget`
      : `${thousands.format(length)} af ${thousands.format(limit)} tegn`;
}

for (const field of document.querySelectorAll("[data-limit][data-counter]")) {
  count(field);
}
document.addEventListener("input", (event) => {
  if (event.target.matches("[data-limit][data-counter]")) {
    count(event.target);
  }
});
