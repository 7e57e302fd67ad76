/* The areas are asked about only where the municipality answers in several tracks. */

const areas = document.querySelector("[data-areas]");
const divisions = [...document.querySelectorAll("[name='division']")];

function follow() {
  areas.hidden = !divisions.some((field) => field.checked && field.value === "flere");
}

document.querySelector("[data-areas-hint]").textContent = "Områder med samme spor svarer I på sammen.";
divisions.forEach((field) => field.addEventListener("change", follow));
follow();
