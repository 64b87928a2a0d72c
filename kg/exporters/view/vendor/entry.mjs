// What the page takes from sigma and graphology.
export { default as Graph } from "graphology";
export { Sigma } from "sigma";
export { EdgeArrowProgram, EdgeDoubleArrowProgram, EdgeLineProgram, EdgeRectangleProgram, NodeProgram } from "sigma/rendering";
export { floatColor } from "sigma/utils";
