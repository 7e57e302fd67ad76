/* Says that a file is on its way when it takes more than a second, and whether it came. Without this the links work. */

const PATIENCE = 1000;
const region = document.querySelector("[data-download-status]");
let busy = false;

function say(words, state) {
  region.hidden = false;
  region.toggleAttribute("data-working", state === "working");
  region.toggleAttribute("data-failed", state === "failed");
  region.textContent = words;
}

function nameOf(response) {
  const header = response.headers.get("Content-Disposition") || "";
  const encoded = header.match(/filename\*=utf-8''([^;]+)/i);
  if (encoded) {
    return decodeURIComponent(encoded[1]);
  }
  const plain = header.match(/filename="([^"]+)"/);
  return plain ? plain[1] : "statusrapport";
}

function hand(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads the file after the click; it is let go of once that is surely done.
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

async function failure(response) {
  try {
    return (await response.json()).message;
  } catch {
    return "Prøv igen. Bliver det ved, så skriv til administratoren.";
  }
}

async function fetchFile(link) {
  const format = link.dataset.download;
  const waiting = setTimeout(() => say(`Danner ${format} …`, "working"), PATIENCE);
  try {
    const response = await fetch(link.href, { headers: { Accept: "application/json" } });
    if (response.redirected) {
      // Logged out meanwhile: the page to log in is shown instead of being stored as the report.
      window.location.assign(link.href);
      return;
    }
    if (!response.ok) {
      say(`${format} kunne ikke hentes. ${await failure(response)}`, "failed");
      return;
    }
    hand(await response.blob(), nameOf(response));
    say(`${format} er hentet.`, "done");
  } catch {
    say(`${format} kunne ikke hentes. Der er ingen forbindelse lige nu. Prøv igen.`, "failed");
  } finally {
    clearTimeout(waiting);
  }
}

if (region) {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-download]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) {
      return;
    }
    event.preventDefault();
    if (!busy) {
      busy = true;
      await fetchFile(link);
      busy = false;
    }
  });
}
