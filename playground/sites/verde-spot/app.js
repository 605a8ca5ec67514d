// The model is bound to controls that have neither name nor id.
const fields = [{ key: 'spotName' }, { key: 'story' }, { key: 'phone' }, { key: 'mail' }, { key: 'web' }, { key: 'street' }, { key: 'town' }, { key: 'zip' }, { key: 'kind' }];
const model = Object.fromEntries(fields.map(({ key }) => [key, '']));
const app = document.getElementById('app');
for (const control of app.querySelectorAll('[data-v-model]')) {
    const key = control.dataset.vModel;
    control.removeAttribute('data-v-model');
    control.addEventListener('input', () => { model[key] = control.value; });
}
const kinds = ['Allotment', 'Farm shop', 'Garden centre', 'Park café', 'Repair café', 'Restaurant', 'Zero-waste shop', 'Other'];
const trigger = app.querySelector('.v-trigger');
const close = () => { app.querySelector('.v-menu')?.remove(); trigger.setAttribute('aria-expanded', 'false'); };
trigger.addEventListener('click', () => {
    if (app.querySelector('.v-menu')) return close();
    const menu = document.createElement('div');
    menu.className = 'v-menu';
    menu.setAttribute('role', 'listbox');
    for (const kind of kinds) {
        const item = document.createElement('div');
        item.setAttribute('role', 'option');
        item.textContent = kind;
        item.addEventListener('click', () => { model.kind = kind; trigger.textContent = kind; close(); });
        menu.append(item);
    }
    trigger.after(menu);
    trigger.setAttribute('aria-expanded', 'true');
});
app.querySelector('.v-btn').addEventListener('click', async () => {
    const answer = await fetch('/api/spots', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(model) });
    const data = await answer.json();
    if (!answer.ok) {
        app.querySelector('.error').textContent = Object.values(data.errors).join('. ');
        return;
    }
    const note = document.createElement('p');
    note.setAttribute('role', 'status');
    note.textContent = data.message;
    app.querySelector('.v-form').replaceWith(note);
});
