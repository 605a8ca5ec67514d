const fields = [
    { key: 'title', label: 'Business name', type: 'text' },
    { key: 'sector', label: 'Sector', choices: ['Education', 'Finance', 'Food and drink', 'Logistics', 'Retail', 'Other'] },
    { key: 'details', label: 'Description', long: true },
    { key: 'tel', label: 'Phone', type: 'tel' },
    { key: 'mail', label: 'E-mail', type: 'email' },
    { key: 'url', label: 'Website', type: 'url' },
    { key: 'street', label: 'Street address', type: 'text' },
    { key: 'locality', label: 'City', type: 'text' },
    { key: 'region', label: 'State', type: 'text' },
    { key: 'postcode', label: 'ZIP code', type: 'text' },
];
customElements.define('listing-form', class extends HTMLElement {
    connectedCallback() {
        const root = this.attachShadow({ mode: 'open' });
        const style = document.createElement('style');
        style.textContent = 'label { display: block; margin: 10px 0 3px; font-weight: 600 } input, select, textarea { width: 100%; padding: 8px; font: inherit }';
        const form = document.createElement('form');
        for (const { key, label, type, choices, long } of fields) {
            const caption = document.createElement('label');
            caption.htmlFor = key;
            caption.textContent = label;
            const control = document.createElement(choices ? 'select' : long ? 'textarea' : 'input');
            control.id = control.name = key;
            if (type) control.type = type;
            if (choices) control.append(new Option('Choose', ''), ...choices.map((one) => new Option(one, one)));
            form.append(caption, control);
        }
        const button = document.createElement('button');
        button.textContent = 'List my business';
        const note = document.createElement('p');
        note.setAttribute('role', 'alert');
        form.append(button, note);
        form.addEventListener('submit', async (event) => {
            event.preventDefault();
            const answer = await fetch(this.getAttribute('endpoint'), { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(Object.fromEntries(new FormData(form))) });
            const data = await answer.json();
            if (!answer.ok) { note.textContent = Object.values(data.errors).join('. '); return; }
            const done = document.createElement('p');
            done.setAttribute('role', 'status');
            done.textContent = data.message;
            form.replaceWith(done);
        });
        root.append(style, form);
    }
});
