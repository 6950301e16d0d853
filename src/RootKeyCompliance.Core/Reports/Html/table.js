// What is shown: filtered, sorted, one page at a time; on paper all of it.
const pageSize = 50;
const body = document.querySelector("#table tbody");
const heads = [...document.querySelectorAll("#table th")];
const search = document.getElementById("search");
const boxes = [...document.querySelectorAll("input[name=status]")];
const selects = ["severity", "change"].map((id) => document.getElementById(id)).filter(Boolean);
const number = new Intl.NumberFormat("en");
let shown = findings.slice();
let page = 0;
let order = { column: "status", falling: false };
let onPaper = false;

const counted = (count) => `${number.format(count)} ${count === 1 ? "finding" : "findings"}`;
const pagesThere = () => Math.max(1, Math.ceil(shown.length / pageSize));

function showPage() {
  const start = page * pageSize;
  const list = shown.slice(start, start + pageSize);
  body.replaceChildren(rowsOf(list, (finding) => opened.has(finding)));
  const whole = shown.length === findings.length ? "" : ` (of ${number.format(findings.length)})`;
  document.getElementById("shown").textContent = list.length === 0
    ? `No finding matches${whole}.`
    : `Showing ${number.format(start + 1)} to ${number.format(start + list.length)} of ${counted(shown.length)}${whole}.`;
  document.getElementById("page").textContent = `Page ${number.format(page + 1)} of ${number.format(pagesThere())}`;
  document.getElementById("pages").hidden = pagesThere() === 1;
  for (const button of document.querySelectorAll("#pages button")) {
    // Not disabled: it would lose the reader's focus on the last page.
    button.setAttribute("aria-disabled", ["first", "previous"].includes(button.dataset.go) ? page === 0 : page === pagesThere() - 1);
  }
}

function showOrder() {
  for (const head of heads) {
    if (head.dataset.column === order.column) {
      head.setAttribute("aria-sort", order.falling ? "descending" : "ascending");
    } else {
      head.removeAttribute("aria-sort");
    }
  }
}

function refresh() {
  const chosen = (id) => document.getElementById(id)?.value ?? "";
  shown = sorted(matching({
    search: search.value,
    statuses: new Set(boxes.filter((box) => box.checked).map((box) => box.value)),
    severity: chosen("severity"),
    change: chosen("change"),
  }), order.column, order.falling);
  page = 0;
  showPage();
}

function sortBy(head) {
  const column = head.dataset.column;
  const falling = order.column === column ? !order.falling : "falling" in head.dataset;
  order = { column, falling };
  shown = sorted(shown, column, falling);
  page = 0;
  showOrder();
  showPage();
}

function go(where) {
  const last = pagesThere() - 1;
  const to = { first: 0, previous: Math.max(0, page - 1), next: Math.min(last, page + 1), last }[where];
  if (to !== page) {
    page = to;
    showPage();
  }
}

function clear() {
  search.value = "";
  boxes.forEach((box) => { box.checked = true; });
  selects.forEach((select) => { select.value = ""; });
  refresh();
}

// Paper has no pages to turn and nothing to open: all that the filters leave, and what is known of findings that want a look.
function toPaper() {
  if (!onPaper) {
    onPaper = true;
    document.getElementById("shown").textContent = shown.length === findings.length
      ? `${counted(shown.length)}.`
      : `${number.format(shown.length)} of ${counted(findings.length)}: those that the filters left.`;
    body.replaceChildren(rowsOf(shown, (finding) => finding.s === "Fail" || finding.s === "Error" || opened.has(finding)));
  }
}

function fromPaper() {
  if (onPaper) {
    onPaper = false;
    showPage();
  }
}

heads.forEach((head) => head.firstElementChild.addEventListener("click", () => sortBy(head)));
search.addEventListener("input", refresh);
[...boxes, ...selects].forEach((field) => field.addEventListener("change", refresh));
document.getElementById("clear").addEventListener("click", clear);
document.getElementById("print").addEventListener("click", () => window.print());
document.getElementById("pages").addEventListener("click", (event) => {
  if (event.target.dataset.go) {
    go(event.target.dataset.go);
  }
});
body.addEventListener("click", (event) => {
  // The whole row is a target for the pointer; a text that is being selected is not a click.
  const row = event.target.closest("tr.finding");
  if (row && (event.target.closest("button") || String(getSelection()) === "")) {
    toggle(row.querySelector("button"));
  }
});
window.addEventListener("beforeprint", toPaper);
window.addEventListener("afterprint", fromPaper);
window.matchMedia("print").addEventListener("change", (event) => (event.matches ? toPaper() : fromPaper()));

showOrder();
refresh();
document.getElementById("waiting").remove();
document.getElementById("live").hidden = false;
setTimeout(prepare, 0, 0);
