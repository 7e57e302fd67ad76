/* Moves activities without leaving the page. Without it the same buttons send their form. */

const form = document.getElementById("flyt");
const status = document.querySelector("[data-moved]");

function place(row, order) {
  const group = row.parentElement;
  const rows = order.map((pk) => document.getElementById(`aktivitet-${pk}`)).filter(Boolean);
  group.append(...rows);
  return rows.indexOf(row) + 1;
}

async function move(button) {
  const row = button.closest("tr");
  const name = row.querySelector("th a").textContent;
  const body = new FormData(form);
  body.append(button.name, button.value);
  let response;
  try {
    response = await fetch(button.formAction, { method: "POST", body, headers: { Accept: "application/json" } });
  } catch {
    status.textContent = "Rækkefølgen er ikke gemt: der er ingen forbindelse. Prøv igen.";
    return;
  }
  if (!response.headers.get("Content-Type")?.includes("json")) {
    status.textContent = "Rækkefølgen er ikke gemt. Genindlæs siden, og prøv igen.";
    return;
  }
  const answer = await response.json();
  if (!response.ok) {
    status.textContent = answer.message;
    return;
  }
  const number = place(row, answer.order);
  status.textContent = `${name} er nu nummer ${number} af ${answer.order.length}.`;
  button.focus();
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  move(event.submitter);
});
