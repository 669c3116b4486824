// Painting a mask over the picture in another well: black where it is painted, white elsewhere, as large as the picture.
// Loaded by wells.js when somebody first paints.
(() => {
  "use strict";
  const { $, addToWell, refuseAtWell, wellNamed, openDialog } = window.MediaHub;
  const dialog = $("#painter");
  const canvas = $("canvas", dialog);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const picture = $("[data-painter-picture]", dialog);
  const ring = $("[data-painter-ring]", dialog);
  const size = $("[data-painter-size]", dialog);
  const COLOUR = "#6E56FF";
  let well = null;
  /** What was done, in order: strokes, inversions and the mask that was there before. Undo leaves the last one out. */
  let deeds = [];
  let stroke = null;
  let spot = { x: 0, y: 0 };
  let erases = false;

  // -- opening

  /** Paint for the well ``mask`` on the picture in the well named ``over``. */
  window.MediaHub.paint = async (mask, over) => {
    const thumb = $(".thumb:not(.loading)", wellNamed(over));
    const shown = thumb && $("img[data-whole]", thumb);
    if (!shown) {
      refuseAtWell(mask, thumb ? "Only a picture that lies here can be painted on. Upload it." : "Add the picture first, then paint on it.");
      return;
    }
    well = mask;
    picture.src = shown.dataset.whole;
    try { await picture.decode(); } catch { refuseAtWell(mask, "This picture cannot be shown, so it cannot be painted on."); return; }
    [canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
    deeds = [];
    spot = { x: canvas.width / 2, y: canvas.height / 2 };
    await takeUp($("img[data-whole]", mask));
    draw();
    setErasing(false);
    openDialog(dialog);
    canvas.focus({ preventScroll: true });
    showRing();
  };

  // A mask that is there already, if it is of the same size, is painted on.
  async function takeUp(before) {
    if (!before) return;
    const old = new Image();
    old.src = before.dataset.whole;
    try { await old.decode(); } catch { return; }
    if (old.naturalWidth !== canvas.width || old.naturalHeight !== canvas.height) return;
    pen.globalCompositeOperation = "source-over";
    pen.drawImage(old, 0, 0);
    const seen = pen.getImageData(0, 0, canvas.width, canvas.height);
    for (let at = 0; at < seen.data.length; at += 4) {
      const isDark = seen.data[at] + seen.data[at + 1] + seen.data[at + 2] < 384;
      [seen.data[at], seen.data[at + 1], seen.data[at + 2], seen.data[at + 3]] = [0x6e, 0x56, 0xff, isDark ? 255 : 0];
    }
    deeds = [{ pixels: seen }];
  }

  // -- drawing

  function draw() {
    pen.globalCompositeOperation = "source-over";
    pen.clearRect(0, 0, canvas.width, canvas.height);
    for (const deed of deeds) perform(deed);
  }

  function perform(deed) {
    if (deed.pixels) pen.putImageData(deed.pixels, 0, 0);
    else if (deed.inverts) fill("xor");
    else if (deed.clears) pen.clearRect(0, 0, canvas.width, canvas.height);
    else line(deed, 0);
  }

  function fill(how) {
    pen.globalCompositeOperation = how;
    pen.fillStyle = COLOUR;
    pen.fillRect(0, 0, canvas.width, canvas.height);
  }

  function line({ points, width, erasing }, from) {
    pen.globalCompositeOperation = erasing ? "destination-out" : "source-over";
    Object.assign(pen, { strokeStyle: COLOUR, lineWidth: width, lineCap: "round", lineJoin: "round" });
    pen.beginPath();
    const start = points[Math.max(0, from - 1)];
    pen.moveTo(start.x, start.y);
    for (const point of points.slice(from)) pen.lineTo(point.x + 0.01, point.y);
    pen.stroke();
  }

  const brush = () => (Number(size.value) / 100) * Math.min(canvas.width, canvas.height);

  function begin(point) {
    stroke = { points: [point], width: brush(), erasing: erases };
    deeds.push(stroke);
    line(stroke, 0);
  }

  function extend(point) {
    stroke.points.push(point);
    line(stroke, stroke.points.length - 1);
  }

  // -- by mouse, pen and finger

  function pointAt(event) {
    const box = canvas.getBoundingClientRect();
    return { x: ((event.clientX - box.left) / box.width) * canvas.width, y: ((event.clientY - box.top) / box.height) * canvas.height };
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    spot = pointAt(event);
    begin(spot);
    showRing();
  });
  canvas.addEventListener("pointermove", (event) => {
    for (const each of event.getCoalescedEvents?.().length ? event.getCoalescedEvents() : [event]) {
      spot = pointAt(each);
      if (stroke) extend(spot);
    }
    showRing();
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => { stroke = null; });

  // -- by keyboard: arrows move the brush, Space paints where it is and along the way while it is held

  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  canvas.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (step) {
      const far = event.shiftKey ? 4 : 1;
      const within = (value, most) => Math.max(0, Math.min(most, value));
      spot = { x: within(spot.x + step[0] * far * brush() / 3, canvas.width), y: within(spot.y + step[1] * far * brush() / 3, canvas.height) };
      if (stroke) extend(spot);
    } else if (event.key === " " || event.key === "Enter") {
      if (!stroke) begin(spot);
    } else if (event.key === "[" || event.key === "]") {
      size.value = Number(size.value) + (event.key === "]" ? 2 : -2);
    } else if (event.key === "e") setErasing(!erases);
    else if (event.key === "z" && (event.ctrlKey || event.metaKey)) undo();
    else return;
    event.preventDefault();
    showRing();
  });
  canvas.addEventListener("keyup", (event) => { if (event.key === " " || event.key === "Enter") stroke = null; });

  function showRing() {
    const share = canvas.getBoundingClientRect().width / canvas.width;
    const across = `${brush() * share}px`;
    Object.assign(ring.style, { width: across, height: across, left: `${spot.x * share}px`, top: `${spot.y * share}px` });
  }

  size.addEventListener("input", showRing);

  // -- tools

  function setErasing(on) {
    erases = on;
    for (const name of ["brush", "eraser"]) $(`[data-painter="${name}"]`, dialog).setAttribute("aria-pressed", String((name === "eraser") === on));
  }

  function undo() {
    deeds.pop();
    draw();
  }

  function doOnce(deed) {
    deeds.push(deed);
    perform(deed);
  }

  const tools = {
    brush: () => setErasing(false),
    eraser: () => setErasing(true),
    undo,
    invert: () => doOnce({ inverts: true }),
    clear: () => doOnce({ clears: true }),
    use: () => use(),
  };
  dialog.addEventListener("click", (event) => tools[event.target.closest("[data-painter]")?.dataset.painter]?.());

  // Without an alpha channel: some models read that for the mask.
  function use() {
    const made = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height });
    const ink = made.getContext("2d", { alpha: false });
    pen.globalCompositeOperation = "source-in";
    pen.fillStyle = "#000";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    ink.fillStyle = "#fff";
    ink.fillRect(0, 0, made.width, made.height);
    ink.drawImage(canvas, 0, 0);
    made.toBlob((blob) => addToWell(well, { file: new File([blob], "mask.png", { type: "image/png" }) }), "image/png");
    dialog.close();
  }
})();
