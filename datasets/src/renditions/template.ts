/** The default template for names of concepts and subgroups: the images are drawings, not photos. */
export const TEMPLATE = "a drawing of {}";
