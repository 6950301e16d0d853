// Rows of the table. Roles are said although they are a table's own: on a narrow screen the style makes cards of the rows, and browsers
// then forget what they were.
const opened = new Set();

function cellOf(finding, column) {
  const text = finding[texts[column]] ?? "";
  if (column === "account") {
    const open = opened.has(finding);
    const button = element("button", { type: "button", "aria-expanded": open, "data-finding": finding.index },
      element("span", { class: "chevron", "aria-hidden": "true" }), isolated(text));
    return element("th", { scope: "row", role: "rowheader", class: column }, button);
  }

  const cell = element("td", { role: "cell", class: column });
  if (column === "status") {
    cell.append(element("span", { class: `badge ${text.toLowerCase()}` }, mark(text), text));
  } else if (text) {
    if (column === "used" || column === "evidence") {
      cell.setAttribute("data-label", column === "used" ? "Last used" : "Evidence");
    }

    cell.append(isolated(text));
  }

  return cell;
}

function rowOf(finding) {
  return element("tr", { role: "row", class: `finding ${finding.v.toLowerCase()}` }, ...columns.map((column) => cellOf(finding, column)));
}

function detailRowOf(finding) {
  const cell = element("td", { role: "cell", colspan: columns.length }, detailOf(finding));
  return element("tr", { role: "row", class: "more", id: `detail-${finding.index}` }, cell);
}

function rowsOf(list, withDetail) {
  const rows = document.createDocumentFragment();
  for (const finding of list) {
    rows.append(rowOf(finding));
    if (withDetail(finding)) {
      rows.append(detailRowOf(finding));
    }
  }

  return rows;
}

function toggle(button) {
  const finding = findings[button.dataset.finding];
  const open = !opened.has(finding);
  button.setAttribute("aria-expanded", open);
  if (open) {
    opened.add(finding);
    const detail = detailRowOf(finding);
    button.closest("tr").after(detail);
    button.setAttribute("aria-controls", detail.id);
  } else {
    opened.delete(finding);
    button.removeAttribute("aria-controls");
    document.getElementById(`detail-${finding.index}`)?.remove();
  }
}
