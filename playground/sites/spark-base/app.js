// State lives here, not in the page: every change of a control goes through set(), as component libraries do it.
const state = {};
const set = (key, value) => { state[key] = value; };
const h = (tag, props = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(props)) {
        if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
        else if (value !== undefined) node.setAttribute(name, value);
    }
    node.append(...children);
    return node;
};
const toast = (text, bad) => {
    const box = h('div', { class: bad ? 'toast bad' : 'toast', role: bad ? 'alert' : 'status' }, text);
    document.body.append(box);
};

function field({ key, label, kind, required, choices }, index) {
    const id = `:r${index}:`;
    const props = { id, name: key, oninput: (event) => set(key, event.target.value), 'aria-required': required ? 'true' : undefined };
    const control = kind === 'select' ? h('select', props, h('option', { value: '' }, 'Select'), ...choices.map((one) => h('option', { value: one }, one)))
        : kind === 'textarea' ? h('textarea', { ...props, rows: 4 }) : h('input', { ...props, type: kind });
    return h('div', { class: 'row MuiLike-root' }, h('label', { for: id }, label + (required ? ' *' : '')), control, h('p', { class: 'error', 'data-for': key }));
}

function tree() {
    const body = {};
    for (const [key, value] of Object.entries(state)) {
        const [group, name] = key.split('.');
        (body[group] ??= {})[name] = value;
    }
    return body;
}

async function send(root) {
    const answer = await fetch('/api/companies', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(tree()) });
    const data = await answer.json();
    if (answer.ok) {
        root.replaceChildren(h('h1', {}, 'Done'), h('p', {}, h('a', { href: data.url }, 'Open the company page')));
        return toast(data.message);
    }
    for (const slot of root.querySelectorAll('.error')) slot.textContent = data.errors?.[slot.dataset.for] ?? '';
    toast(data.error ?? 'Please correct the marked fields.', true);
}

const root = document.getElementById('root');
const schema = await (await fetch('/api/schema')).json();
const form = h('form', { novalidate: '', onsubmit: (event) => { event.preventDefault(); send(root); } }, h('h1', {}, 'Add your company'), ...schema.map(field), h('button', { type: 'submit' }, 'Create'));
root.replaceChildren(form);
