/* What stands in a form: whether somebody has typed in it, what, and how to put it back. */

const TYPED = "textarea, select, input:not([type=hidden], [type=submit], [type=button], [type=image], [type=reset])";
const SECRET = "[type=password], [autocomplete=one-time-code]";

const isTicked = (field) => field.type === "checkbox" || field.type === "radio";
const isText = (field) => field.matches("textarea, input:not([type=checkbox], [type=radio], [type=file])");

/* The fields that a person fills in; those without a name are a script's own. */
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && field.matches(TYPED));

/* Forms that are posted from the page's content and have something to fill in. The assessment and the import follow what
   they send themselves, and what is secret is never kept. A field may be called "method", so not `form.method`. */
export function isWatched(form) {
  const isPosted = form.getAttribute("method")?.toLowerCase() === "post" && form.closest("main");
  const isOwn = form.hasAttribute("data-assessment") || form.hasAttribute("data-work");
  return Boolean(isPosted && !isOwn && fieldsOf(form).length && !form.querySelector(SECRET));
}

export function addressOf(form) {
  const address = new URL(form.getAttribute("action") || location.href, location.href);
  return address.pathname + address.search;
}

/* Files cannot be kept, nor put back. */
export function contentOf(form) {
  const fields = fieldsOf(form).filter((field) => field.type !== "file");
  const values = fields.map((field) => [field.name, isTicked(field) ? field.checked : valueOf(field)]);
  return JSON.stringify(values);
}

const valueOf = (field) => (field.type === "select-multiple" ? [...field.selectedOptions].map((each) => each.value) : field.value);

function isFieldChanged(field) {
  if (isTicked(field)) {
    return field.checked !== field.defaultChecked;
  }
  if (field.options) {
    // Where no option is marked the browser shows the first one of a list that drops down.
    const isMarked = [...field.options].some((each) => each.defaultSelected) || field.type === "select-multiple";
    return isMarked
      ? [...field.options].some((each) => each.selected !== each.defaultSelected)
      : field.selectedIndex > 0;
  }
  return field.value !== field.defaultValue;
}

export const isChanged = (form) => fieldsOf(form).some(isFieldChanged);

function labelOf(field) {
  const label = field.labels?.[0]?.cloneNode(true);
  label?.querySelectorAll(".optional").forEach((each) => each.remove());
  return label?.textContent.replace(/\s+/g, " ").trim() || field.name;
}

/* The texts that somebody has typed, by their labels. */
export function textsOf(form) {
  return fieldsOf(form)
    .filter((field) => isText(field) && field.value.trim())
    .map((field) => ({ label: labelOf(field), value: field.value }));
}

/* Where a kept content differs from what stands in the form: label, what stands, what was kept. Ticks and choices are
   counted, since their values mean nothing to a reader. */
export function differences(form, content) {
  const found = [];
  eachKept(form, content, (field, value) => {
    const stands = isTicked(field) ? field.checked : valueOf(field);
    if (JSON.stringify(stands) !== JSON.stringify(value)) {
      found.push({ label: labelOf(field), stands: inWords(field, stands), kept: inWords(field, value) });
    }
  });
  return found;
}

function inWords(field, value) {
  if (isTicked(field)) {
    return value ? "Valgt" : "Ikke valgt";
  }
  if (field.options) {
    const chosen = [value].flat();
    return [...field.options].filter((each) => chosen.includes(each.value)).map((each) => each.text.trim()).join(", ");
  }
  return value;
}

/* Calls with each field and its kept value: the first of a name goes to the first field of that name. */
function eachKept(form, content, call) {
  const kept = new Map();
  for (const [name, value] of JSON.parse(content)) {
    kept.set(name, [...(kept.get(name) ?? []), value]);
  }
  for (const field of fieldsOf(form)) {
    const values = kept.get(field.name);
    if (field.type !== "file" && values?.length) {
      call(field, values.shift());
    }
  }
}

export function putBack(form, content) {
  eachKept(form, content, (field, value) => {
    if (isTicked(field)) {
      field.checked = value;
    } else if (field.type === "select-multiple") {
      [...field.options].forEach((each) => (each.selected = value.includes(each.value)));
    } else {
      field.value = value;
    }
    field.dispatchEvent(new Event(isText(field) ? "input" : "change", { bubbles: true }));
  });
}
