/**
 * Width of A4 between the margins of print.css. Nothing is measured on paper, so what is drawn for a width is drawn
 * for this one before printing; other paper is a little wider or narrower.
 */
export const paperWidthPx = 700;
