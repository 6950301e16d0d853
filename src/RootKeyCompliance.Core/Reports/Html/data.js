// The findings as the page's author sorted them, and how they are ordered and searched.
const data = JSON.parse(document.getElementById("data").textContent);
const findings = data.findings;
const letters = new Intl.Collator("en", { numeric: true });
const columns = [...document.querySelectorAll("#table th")].map((head) => head.dataset.column);
const texts = { account: "a", name: "n", status: "s", severity: "v", change: "c", result: "r", used: "u", evidence: "e" };
const scales = { status: data.statuses, severity: data.severities, change: data.changes };
const ranks = {};

findings.forEach((finding, index) => {
  finding.index = index;
});

// Each finding's place in a column's order, found once: sorting then compares numbers. What is empty is last, whichever the direction.
function ranksOf(column) {
  if (!ranks[column]) {
    const text = texts[column];
    const scale = scales[column];
    const places = new Map([...new Set(findings.map((finding) => finding[text] ?? ""))]
      .sort(scale ? (a, b) => scale.indexOf(a) - scale.indexOf(b) : letters.compare)
      .map((value, place) => [value, place]));
    ranks[column] = Float64Array.from(findings, (finding) => (finding[text] ? places.get(finding[text]) : NaN));
  }

  return ranks[column];
}

function sorted(list, column, falling) {
  const rank = ranksOf(column);
  const sign = falling ? -1 : 1;
  return list.sort((a, b) => {
    const left = rank[a.index];
    const right = rank[b.index];
    if (left === right || (left !== left && right !== right)) {
      return a.index - b.index;
    }

    return left !== left ? 1 : right !== right ? -1 : sign * (left - right);
  });
}

// All that a reader may look for, in small letters.
function haystack(finding) {
  finding.text ??= [finding.a, finding.n, finding.s, finding.v, finding.c, finding.r, finding.m, finding.x, finding.e, finding.k, finding.f]
    .flat(2).join("\n").toLowerCase();
  return finding.text;
}

function matching(wanted) {
  const words = wanted.search.toLowerCase().split(/\s+/).filter(Boolean);
  return findings.filter((finding) => wanted.statuses.has(finding.s)
    && (!wanted.severity || finding.v === wanted.severity)
    && (!wanted.change || finding.c === wanted.change)
    && words.every((word) => haystack(finding).includes(word)));
}

// While the reader looks at the first page, a piece at a time.
function prepare(from) {
  const to = Math.min(from + 500, findings.length);
  for (let index = from; index < to; index++) {
    haystack(findings[index]);
  }

  if (to < findings.length) {
    setTimeout(prepare, 0, to);
  } else {
    columns.forEach((column) => setTimeout(ranksOf, 0, column));
  }
}
