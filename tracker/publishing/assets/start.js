// The data stands in the page itself, so that the page works from a folder, where nothing may be fetched.

const packed = JSON.parse(document.getElementById("data").textContent);
const start = packed.page === "board" ? startBoard : startSubject;
window.agreementTracker = start(packed);
document.documentElement.dataset.ready = "";
