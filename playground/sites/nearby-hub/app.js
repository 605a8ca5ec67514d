// Draws the form and sends it as JSON. Controls have no <label>: they are named for assistive technology by aria.
const sections = [
    ['The business', [
        { key: 'name', label: 'Business name', required: true },
        { key: 'category', label: 'Category', required: true, choices: ['Bakery', 'Beauty & spa', 'Books & gifts',
            'Coffee & tea', 'Fitness', 'Home services', 'Professional services', 'Restaurant', 'Shopping',
            'Sports & bikes', 'Something else'] },
        { key: 'about', label: 'About the business', required: true, long: true, hint: 'What would you tell a neighbor?' },
    ]],
    ['How people reach you', [
        { key: 'contact.phone', label: 'Phone number', type: 'tel', required: true },
        { key: 'contact.email', label: 'Email address', type: 'email', required: true },
        { key: 'contact.website', label: 'Website', type: 'url', hint: 'https://' },
        { key: 'contact.instagram', label: 'Instagram', hint: 'https://instagram.com/...' },
    ]],
    ['Where you are', [
        { key: 'location.street', label: 'Street address', required: true, wide: true },
        { key: 'location.city', label: 'City', required: true },
        { key: 'location.state', label: 'State' },
        { key: 'location.zip', label: 'ZIP code' },
    ]],
];

function element(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
}

function drawField(field, index) {
    const id = `hub-${index}`;
    const caption = element('span', { id: `${id}-caption`, class: 'caption' }, field.label + (field.required ? ' *' : ''));
    const attributes = { 'data-key': field.key, name: field.key, 'aria-labelledby': `${id}-caption`, placeholder: field.hint ?? '' };
    if (field.required) attributes['aria-required'] = 'true';
    let control;
    if (field.choices) {
        control = element('select', attributes, element('option', { value: '' }, 'Choose one'),
            ...field.choices.map((choice) => element('option', { value: choice }, choice)));
    } else if (field.long) {
        control = element('textarea', { ...attributes, rows: '4' });
    } else {
        control = element('input', { ...attributes, type: field.type ?? 'text' });
    }
    const error = element('span', { class: 'oops', 'data-error': field.key });
    return element('div', { class: field.long || field.wide ? 'field wide' : 'field' }, caption, control, error);
}

function put(target, path, value) {
    const [head, ...rest] = path.split('.');
    if (rest.length === 0) target[head] = value;
    else put((target[head] ??= {}), rest.join('.'), value);
}

async function send(form, button) {
    const body = {};
    for (const control of form.querySelectorAll('[data-key]')) put(body, control.dataset.key, control.value);
    body.updates = form.querySelector('#hub-updates').checked;
    button.disabled = true;
    button.textContent = 'Sending…';
    for (const slot of form.querySelectorAll('[data-error]')) slot.textContent = '';
    try {
        const response = await fetch('/api/listings', {
            method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
        });
        const answer = await response.json();
        if (response.ok) {
            form.replaceWith(element('div', { class: 'done', role: 'status' }, element('h2', {}, answer.message),
                element('p', {}, 'Neighbors can find it from now on.'),
                element('a', { href: answer.url, class: 'big' }, 'See the listing')));
            return;
        }
        for (const [key, message] of Object.entries(answer.errors ?? {})) {
            const slot = form.querySelector(`[data-error="${key}"]`);
            if (slot) slot.textContent = message;
        }
        form.querySelector('.failure').textContent = 'Please have a look at the marked fields.';
    } catch {
        form.querySelector('.failure').textContent = 'The connection was lost. Please try again.';
    }
    button.disabled = false;
    button.textContent = 'Go live';
}

function draw(app) {
    let index = 0;
    const form = element('form', { novalidate: '', 'aria-label': 'New listing' });
    for (const [title, fields] of sections)
        form.append(element('section', {}, element('h2', {}, title),
            element('div', { class: 'fields' }, ...fields.map((field) => drawField(field, index++)))));
    const updates = element('input', { type: 'checkbox', id: 'hub-updates', name: 'updates' });
    form.append(element('label', { class: 'check' }, updates, ' Send me tips and offers for local businesses'));
    form.append(element('p', { class: 'failure', role: 'alert' }));
    const button = element('button', { type: 'submit', class: 'big' }, 'Go live');
    form.append(button);
    form.addEventListener('submit', (event) => {
        event.preventDefault();
        send(form, button);
    });
    app.replaceChildren(form);
}

const app = document.getElementById('app');
if (app) draw(app);
