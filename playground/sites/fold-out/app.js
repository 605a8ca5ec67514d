const fold = document.getElementById('fold');
document.querySelector('.toggle').addEventListener('click', (event) => {
    fold.classList.toggle('show');
    event.target.setAttribute('aria-expanded', String(fold.classList.contains('show')));
});
const [one, two] = fold.querySelectorAll('.part');
fold.querySelector('.to-next').addEventListener('click', () => {
    for (const control of one.querySelectorAll('input, select, textarea'))
        if (!control.reportValidity()) return;
    one.hidden = true;
    two.hidden = false;
});
fold.querySelector('.to-back').addEventListener('click', () => { one.hidden = false; two.hidden = true; });
