// Robots that run no script still see this one.
for (const box of document.querySelectorAll('.scripted')) box.style.display = 'none';
