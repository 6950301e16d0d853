// Elements are made one by one, and texts are only ever texts: nothing that an account is called can become markup.
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    made.setAttribute(key, value);
  }

  made.append(...children);
  return made;
}

// Somebody else's text: it does not turn the direction of what stands beside it.
function isolated(text) {
  return element("bdi", null, text ?? "");
}

function mark(status) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  for (const [key, value] of Object.entries({ class: "mark", width: 16, height: 16, "aria-hidden": "true" })) {
    svg.setAttribute(key, value);
  }

  use.setAttribute("href", `#mark-${status.toLowerCase()}`);
  svg.append(use);
  return svg;
}
