// The table of facts: every fact with the words it was read from, and a form under it to say otherwise.
// Builds the DOM from data by textContent alone, so that nothing of a note can become markup. Sends what was said; decides nothing.
const make = (tag, props, ...children) => {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props || {})) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key in node && key !== "list") node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
};

const field = (spec, prefix) => {
  const id = `${prefix}-${spec.key}`;
  const input = spec.choices
    ? make("select", { id }, ...spec.choices.map((one) => make("option", { value: one.value, textContent: one.label })))
    : make("input", { id, type: "text", autocomplete: "off", placeholder: spec.hint || "" });
  input.value = spec.value;
  input.dataset.key = spec.key;
  return make("div", { className: "field" }, make("label", { htmlFor: id, textContent: spec.label }), input);
};

const said = (form) => Object.fromEntries([...form.querySelectorAll("[data-key]")].map((one) => [one.dataset.key, one.value]));

export default function ({ data, parentElement, setTriggerValue }) {
  const words = data.words;
  const host = parentElement.querySelector(".facts-table") || parentElement.appendChild(make("div", { className: "facts-table" }));
  const state = (parentElement.factsState ||= { open: new Set(), editing: null, filter: "", adding: null });
  const send = (act) => {
    state.editing = state.adding = null;
    setTriggerValue("said", { ...act, token: data.token });
  };

  const edit = (fact) => {
    const form = make("form", {
      className: "edit",
      onsubmit: (event) => {
        event.preventDefault();
        send({ act: "change", fact: fact.id, said: said(form) });
      },
    });
    form.append(
      ...fact.fields.map((spec) => field(spec, fact.id)),
      make("div", { className: "acts" },
        make("button", { type: "submit", className: "main", textContent: words.apply }),
        make("button", { type: "button", textContent: words.cancel, onclick: () => { state.editing = null; draw(); focus(fact.id); } }),
        fact.withdrawable ? make("button", { type: "button", textContent: words.withdraw, onclick: () => send({ act: "withdraw", fact: fact.id }) }) : null,
      ),
    );
    form.addEventListener("keydown", (event) => { if (event.key === "Escape") { state.editing = null; draw(); focus(fact.id); } });
    return form;
  };

  const row = (fact) => {
    const acts = fact.gone
      ? fact.restorable ? [make("button", { type: "button", textContent: words.restore, "aria-label": `${words.restore}: ${fact.name}`, onclick: () => send({ act: "restore", fact: fact.restorable }) })] : []
      : [make("button", { type: "button", id: `edit-${fact.id}`, textContent: words.edit, "aria-label": `${words.edit}: ${fact.name} ${fact.value}`, "aria-expanded": String(state.editing === fact.id), onclick: () => { state.editing = state.editing === fact.id ? null : fact.id; draw(); host.querySelector("form.edit [data-key]")?.focus(); } })];
    return make("li", { className: fact.gone ? "fact gone" : fact.yours ? "fact yours" : "fact", id: `fact-${fact.id}` },
      make("div", { className: "line" },
        make("span", { className: "what" }, make("b", { textContent: fact.name }), " ", make(fact.gone ? "s" : "span", { textContent: fact.value }),
          fact.mark ? make("span", { className: "said", textContent: fact.mark }) : null),
        fact.anchor ? make("a", { className: "cite", href: `#${fact.anchor}`, textContent: fact.quote, title: words.show }) : make("span", { className: "cite", textContent: fact.quote }),
        make("span", { className: "acts" }, ...acts),
      ),
      state.editing === fact.id ? edit(fact) : null,
    );
  };

  const adder = () => {
    const kinds = data.kinds;
    const kind = kinds.find((one) => one.kind === state.adding) || kinds[0];
    const form = make("form", {
      className: "edit adder",
      onsubmit: (event) => {
        event.preventDefault();
        const { name, ...rest } = said(form);
        send({ act: "add", kind: kind.kind, name, said: rest });
      },
    });
    const chooser = make("select", { id: "add-kind", onchange: (event) => { state.adding = event.target.value; draw(); host.querySelector("#add-kind")?.focus(); } },
      ...kinds.map((one) => make("option", { value: one.kind, textContent: one.label, selected: one.kind === kind.kind })));
    const name = make("input", { id: "add-name", type: "text", required: true, list: "add-names", autocomplete: "off" });
    name.dataset.key = "name";
    form.append(
      make("div", { className: "field" }, make("label", { htmlFor: "add-kind", textContent: words.kind }), chooser),
      make("div", { className: "field" }, make("label", { htmlFor: "add-name", textContent: words.name }), name,
        make("datalist", { id: "add-names" }, ...kind.names.map((one) => make("option", { value: one })))),
      ...kind.fields.map((spec) => field(spec, "add")),
      make("div", { className: "acts" }, make("button", { type: "submit", className: "main", textContent: words.add }),
        make("button", { type: "button", textContent: words.cancel, onclick: () => { state.adding = null; draw(); } })),
    );
    return form;
  };

  const focus = (id) => host.querySelector(`#edit-${CSS.escape(id)}`)?.focus();

  const groups = () => data.groups.map((group) => {
    const wanted = state.filter.toLowerCase();
    const shown = group.facts.filter((fact) => !wanted || `${fact.name} ${fact.value} ${fact.quote}`.toLowerCase().includes(wanted));
    if (!shown.length) return null;
    const open = Boolean(wanted) || state.open.has(group.kind) || shown.some((fact) => fact.id === state.editing);
    const part = make("details", { open, className: "fold" }, make("summary", { textContent: `${group.label} (${shown.length})` }), make("ul", {}, ...shown.map(row)));
    part.addEventListener("toggle", () => { if (part.open) state.open.add(group.kind); else state.open.delete(group.kind); });
    return part;
  }).filter(Boolean);

  const draw = () => {
    const list = make("div", { className: "groups" }, ...groups());
    const filter = make("input", { type: "search", className: "filter", "aria-label": words.filter, placeholder: words.filter, value: state.filter,
      oninput: (event) => { state.filter = event.target.value; list.replaceChildren(...groups()); } });
    const head = make("div", { className: "head" }, filter,
      make("button", { type: "button", textContent: words.add_fact, onclick: () => { state.adding = state.adding ? null : data.kinds[0].kind; draw(); host.querySelector("#add-name")?.focus(); } }));
    host.replaceChildren(
      ...(data.problem ? [make("p", { className: "held", role: "alert", textContent: data.problem })] : []),
      head, ...(state.adding ? [adder()] : []), list,
    );
  };
  draw();
}
