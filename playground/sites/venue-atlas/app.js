// A drawn box over the real select, and an editor that writes into the real text area when the form is sent.
for (const box of document.querySelectorAll('.select2-container')) {
    const select = document.getElementById(box.dataset.for);
    const words = box.querySelector('.select2-selection__rendered');
    const show = () => { words.textContent = select.selectedOptions[0]?.text ?? ''; };
    const close = () => { box.querySelector('ul')?.remove(); box.firstElementChild.setAttribute('aria-expanded', 'false'); };
    box.addEventListener('click', (event) => {
        if (event.target.closest('ul')) return;
        if (box.querySelector('ul')) return close();
        const list = document.createElement('ul');
        list.setAttribute('role', 'listbox');
        for (const option of select.options) {
            const item = document.createElement('li');
            item.setAttribute('role', 'option');
            item.textContent = option.text;
            item.addEventListener('click', () => { select.value = option.value; select.dispatchEvent(new Event('change', { bubbles: true })); close(); });
            list.append(item);
        }
        box.append(list);
        box.firstElementChild.setAttribute('aria-expanded', 'true');
    });
    select.addEventListener('change', show);
    show();
}
for (const body of document.querySelectorAll('.editor-body')) {
    const area = document.getElementById(body.dataset.for);
    body.textContent = area.value;
    const save = () => { area.value = body.innerText; };
    body.addEventListener('input', save);
    area.form.addEventListener('submit', save);
}
