/* Long work of the import: how far the file is sent and read, how far it is stored. Without this the forms work too. */

const PATIENCE = 500;
const LINES = "application/x-ndjson";
const CUT = "Forbindelsen blev afbrudt.";
const thousands = new Intl.NumberFormat("da-DK");

let busy = false;

/* What stands in the page while a form's work goes on. `name` is what the work is called before it tells itself. */
function watch(form, name) {
  const box = form.querySelector("[data-work-status]");
  const text = form.querySelector("[data-work-text]");
  const bar = form.querySelector("progress");
  const failed = form.querySelector("[data-work-failed]");
  failed.hidden = true;
  const waiting = setTimeout(() => (box.hidden = false), PATIENCE);

  function say(words, done, total) {
    text.textContent = total ? `${words}: ${thousands.format(done)} af ${thousands.format(total)}` : words;
    if (total) {
      bar.max = total;
      bar.value = done;
    } else {
      bar.removeAttribute("value");
    }
  }

  say(name, 0, 0);
  return {
    say,
    end() {
      clearTimeout(waiting);
      box.hidden = true;
    },
    fail(words, link) {
      this.end();
      failed.textContent = words;
      if (link) {
        const way = document.createElement("a");
        way.href = link;
        way.textContent = "Se importen";
        failed.append(" ", way);
      }
      failed.hidden = false;
    },
  };
}

/* Take a page that came instead of the one that is shown: the same form with what is wrong. */
function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.title = page.title;
  document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
  const summary = document.querySelector(".error-summary");
  (summary || document.querySelector("main")).focus();
  window.scrollTo(0, 0);
}

/* Whole lines of what has come so far, from `from` on. */
function linesOf(text, from) {
  const end = text.lastIndexOf("\n") + 1;
  const lines = text.slice(from, end).split("\n").filter(Boolean);
  return [lines.map((line) => JSON.parse(line)), Math.max(end, from)];
}

/* Say that the connection is gone: what was being stored is either stored or not, and the run's page knows. */
function failure(form, progress, sent) {
  const run = form.dataset.run;
  if (run) {
    progress.fail(`${CUT} Intet er gemt, eller alt er gemt: det står på importens egen side.`, run);
  } else if (sent) {
    progress.fail(`${CUT} Filen er sendt. Se under Import, om den står der, eller prøv igen.`, form.dataset.list);
  } else {
    progress.fail(`${CUT} Filen er ikke sendt færdig, og intet er gemt. Prøv igen.`);
  }
}

/* Post a form and follow what the server tells, line by line, until it says where to go or gives a page. */
function send(form, button, address, name) {
  const progress = watch(form, name);
  const request = new XMLHttpRequest();
  let read = 0;
  let left = false;
  let sent = false;

  function follow() {
    const [lines, end] = linesOf(request.responseText, read);
    read = end;
    for (const line of lines) {
      if (line.to) {
        left = true;
        window.location.assign(line.to);
      } else if (line.page) {
        left = true;
        busy = false;
        show(line.page);
      } else if (line.failed) {
        left = true;
        busy = false;
        progress.fail("Noget gik galt, og intet er gemt. Prøv igen, eller skriv til administratoren.");
      } else {
        progress.say(line.text, line.done, line.total);
      }
    }
  }

  function cut() {
    if (!left) {
      busy = false;
      failure(form, progress, sent);
    }
  }

  const isLines = () => (request.getResponseHeader("Content-Type") || "").startsWith(LINES);
  request.open("POST", address);
  request.setRequestHeader("Accept", LINES);
  if (form.enctype === "multipart/form-data") {
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable && event.loaded < event.total) {
        progress.say(`Sender filen, ${Math.floor((100 * event.loaded) / event.total)} %`, 0, 0);
      }
    });
  }
  request.upload.addEventListener("load", () => {
    sent = true;
    progress.say(name, 0, 0);
  });
  request.addEventListener("progress", () => isLines() && follow());
  request.addEventListener("error", cut);
  request.addEventListener("abort", cut);
  request.addEventListener("load", () => {
    if (isLines()) {
      follow();
      cut();
    } else if (request.responseURL && new URL(request.responseURL).pathname !== new URL(address).pathname) {
      // Led elsewhere, as by a run that is no longer under way, or to the login.
      window.location.assign(request.responseURL);
    } else {
      busy = false;
      progress.end();
      show(request.responseText);
    }
  });
  const data = new FormData(form);
  if (button && button.name) {
    data.append(button.name, button.value);
  }
  request.send(data);
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-work]");
  if (!form) {
    return;
  }
  event.preventDefault();
  if (busy) {
    return;
  }
  busy = true;
  const button = event.submitter;
  const address = button && button.hasAttribute("formaction") ? button.formAction : form.action;
  send(form, button, address, (button && button.dataset.work) || form.dataset.work);
});
