// How much room words take on the drawing, by measuring them.
const FONT = '13px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
const LINE_FONT = FONT.replace("13px", "11px");
const WIDTHS = { enter: 160, exit: 140 };
const STEP_WIDTH = 170, SIDE = 10, HIGH = 16, LABEL_WIDTH = 120, LABEL_HIGH = 13;
const pen = document.createElement("canvas").getContext("2d");

function rows(text, width, font) {
  pen.font = font;
  let count = 1, at = 0;
  for (const word of text.split(/\s+/)) {
    const wide = pen.measureText(`${word} `).width;
    if (at > 0 && at + wide > width) { count += 1; at = 0; }
    at += wide;
  }
  return count;
}

export function ofShape(shape) {
  const width = WIDTHS[shape.kind] ?? STEP_WIDTH;
  const text = width - 2 * SIDE;
  return { width, height: rows(shape.label, text, FONT) * HIGH + 16, text };
}

export function ofLabel(words) {
  if (!words) return { width: 0, height: 0 };
  pen.font = LINE_FONT;
  const width = Math.min(pen.measureText(words).width, LABEL_WIDTH) + 6;
  return { width, height: rows(words, LABEL_WIDTH, LINE_FONT) * LABEL_HIGH + 4, labelpos: "c" };
}
