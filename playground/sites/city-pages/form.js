// The second level of the category tree comes from the server after the first is chosen.
const category = document.getElementById('category');
const subcategory = document.getElementById('subcategory');

async function load() {
    subcategory.disabled = true;
    if (!category.value) {
        subcategory.replaceChildren(new Option('First choose a category', ''));
        return;
    }
    subcategory.replaceChildren(new Option('Loading…', ''));
    const wanted = category.value;
    const response = await fetch(`/api/subcategories?category=${encodeURIComponent(wanted)}`);
    const list = await response.json();
    if (category.value !== wanted) return;
    subcategory.replaceChildren(new Option('Choose a subcategory', ''), ...list.map((item) => new Option(item.name, item.id)));
    subcategory.value = list.some((item) => item.id === subcategory.dataset.chosen) ? subcategory.dataset.chosen : '';
    subcategory.disabled = false;
}

// A closed day has no times.
function followClosed(box) {
    for (const select of box.closest('tr').querySelectorAll('select')) {
        select.disabled = box.checked;
        if (box.checked) select.value = '';
    }
}

if (category) {
    category.addEventListener('change', load);
    load();
    for (const box of document.querySelectorAll('.hours input[type=checkbox]')) {
        box.addEventListener('change', () => followClosed(box));
        followClosed(box);
    }
}
