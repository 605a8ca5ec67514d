// The partner's page, on a host of its own.
const place = document.getElementById('widget');
if (place) {
    const frame = document.createElement('iframe');
    frame.title = 'Submission form';
    frame.src = `http://${place.dataset.host}.localhost:${location.port}${place.dataset.path}`;
    place.append(frame);
}
