// The buttons are no submit buttons: a script names the task and sends the form.
const form = document.getElementById('adminForm');
for (const button of form.querySelectorAll('[data-task]'))
    button.addEventListener('click', () => {
        if (!button.dataset.task) { location.href = '/'; return; }
        if (!form.reportValidity()) return;
        form.elements.task.value = button.dataset.task;
        form.submit();
    });
