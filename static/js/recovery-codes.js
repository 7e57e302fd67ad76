/* Copies the recovery codes. Without this the button stays hidden: they can be fetched, or marked and copied by hand. */

const button = document.querySelector("button[data-copy]");
const codes = [...document.querySelectorAll("[data-codes] li")].map((code) => code.textContent.trim());
const told = document.querySelector("[data-copied]");

if (button && navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(codes.join("\n"));
      told.textContent = "Kopieret";
    } catch {
      told.textContent = "Koderne kunne ikke kopieres. Hent dem som fil.";
    }
  });
}
