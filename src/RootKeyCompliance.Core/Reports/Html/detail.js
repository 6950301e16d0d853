// What is known of one finding, below its row.
function keysOf(finding) {
  const head = element("tr", null, ...data.keyColumns.map((title) => element("th", { scope: "col" }, title)));
  const rows = finding.k.map((key) => element("tr", null, ...key.map((text, index) => index === 0
    ? element("th", { scope: "row" }, isolated(text))
    : element("td", text ? { "data-label": data.keyColumns[index] } : null, isolated(text || "–")))));
  return element("table", { class: "keys" },
    element("caption", null, "Access keys of the root user"),
    element("thead", null, head),
    element("tbody", null, ...rows));
}

function factsOf(finding) {
  const list = element("dl", { class: "facts" });
  for (let index = 0; index < finding.f.length; index += 2) {
    list.append(element("div", null, element("dt", null, finding.f[index]), element("dd", null, isolated(finding.f[index + 1]))));
  }

  return list;
}

function adviceOf(finding) {
  if (finding.s === "Fail") {
    const steps = document.querySelector("#remediation ol").cloneNode(true);
    return [element("div", { class: "steps" }, element("h3", null, "What to do"), steps)];
  }

  if (finding.s === "Error") {
    const advice = finding.d ? [element("h3", null, "What to do"), element("p", null, isolated(finding.d))] : [];
    return [element("p", null, "Error: ", element("code", null, isolated(finding.x || "not named"))), ...advice];
  }

  return [];
}

function detailOf(finding) {
  const parts = [element("p", { class: "message" }, isolated(finding.m))];
  if (finding.k) {
    parts.push(keysOf(finding));
  } else if (finding.s === "Fail") {
    parts.push(element("p", null, "The source does not describe the keys."));
  }

  return element("div", { class: "detail" }, ...parts, ...adviceOf(finding), factsOf(finding));
}
