const dialog = document.getElementById('vendor-dialog');
document.getElementById('open-dialog').addEventListener('click', () => { dialog.hidden = false; });
document.getElementById('close-dialog').addEventListener('click', () => { dialog.hidden = true; });
const drawn = dialog.querySelector('.chosen-single');
const select = document.getElementById('vt');
select.addEventListener('change', () => { drawn.firstElementChild.textContent = select.selectedOptions[0].text || 'Select an option'; });
drawn.addEventListener('click', () => {
    const list = document.createElement('ul');
    for (const option of select.options) {
        if (!option.value) continue;
        const item = document.createElement('li');
        item.className = 'active-result';
        item.textContent = option.text;
        item.addEventListener('click', () => { select.value = option.value; select.dispatchEvent(new Event('change', { bubbles: true })); list.remove(); });
        list.append(item);
    }
    drawn.after(list);
});
const date = dialog.querySelector('.hasDatepicker');
date.addEventListener('focus', () => {
    if (dialog.querySelector('.ui-picker')) return;
    const picker = document.createElement('div');
    picker.className = 'ui-picker';
    picker.textContent = 'Pick a day: ';
    for (const year of [2000, 2010, 2020]) {
        const day = document.createElement('button');
        day.type = 'button';
        day.textContent = `01/01/${year}`;
        day.addEventListener('click', () => { date.value = day.textContent; picker.remove(); });
        picker.append(day);
    }
    date.after(picker);
});
