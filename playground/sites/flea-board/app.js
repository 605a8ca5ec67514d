// The second level comes from the server when the first is chosen.
const first = document.getElementById('catId');
const second = document.getElementById('sCategory');
first.addEventListener('change', async () => {
    second.disabled = true;
    const all = await (await fetch('/ajax/categories')).json();
    second.replaceChildren(new Option('Select a subcategory', ''), ...(all[first.value] ?? []).map(([id, name]) => new Option(name, id)));
    second.disabled = false;
});
