"use strict";
// The graphics card: sigma draws thousands of entities and their lines by WebGL. Names, grounds and all that is chosen
// are written on canvases of our own above and below, as they are on the other surface.

(function (KG) {
  /** sigma and graphology. They stand in the page as text until they are needed: most pages never do. */
  function bundle() {
    if (!window.KGSigma) {
      const script = document.createElement("script");
      script.textContent = document.getElementById("sigma").textContent;
      document.head.append(script);
    }
    return window.KGSigma;
  }

  /** Whether a graphics card draws: software that stands in for one is slower than the canvas. */
  KG.hasCard = () => {
    try {
      const canvas = document.createElement("canvas");
      const gl = canvas.getContext("webgl2", { failIfMajorPerformanceCaveat: KG.wanted !== "webgl" });
      if (!gl) return false;
      const info = gl.getExtension("WEBGL_debug_renderer_info");
      const name = info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : "";
      const lose = gl.getExtension("WEBGL_lose_context");
      if (lose) lose.loseContext();
      return KG.wanted === "webgl" || !/swiftshader|llvmpipe|software|basic render/i.test(name);
    } catch {
      return false;
    }
  };

  // -- shapes: the ten of shapes.js, each as a distance from its outline --

  const ORDER = ["Model", "Lab", "Organization", "Person", "Policy", "Product", "Benchmark", "Dataset", "License", "Hardware"];
  const HOLLOW = 16;
  const DASHED = 600; // lines that are drawn with dashes, those in dispute first; the card knows only whole lines
  const VERTEX = `
attribute vec4 a_id; attribute vec4 a_color; attribute vec2 a_position; attribute float a_size; attribute float a_shape; attribute float a_angle;
uniform mat3 u_matrix; uniform float u_sizeRatio; uniform float u_correctionRatio;
varying vec4 v_color; varying vec2 v_at; varying float v_shape; varying float v_edge;
void main() {
  float size = a_size * u_correctionRatio / u_sizeRatio * 2.0;
  vec2 corner = 3.2 * vec2(cos(a_angle), sin(a_angle));
  gl_Position = vec4((u_matrix * vec3(a_position + size * corner, 1)).xy, 0, 1);
  v_at = vec2(corner.x, -corner.y);
  v_shape = a_shape;
  v_edge = min(0.5, u_correctionRatio * 2.0 / size);
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= 255.0 / 254.0;
}`;
  const FRAGMENT = `
precision highp float;
varying vec4 v_color; varying vec2 v_at; varying float v_shape; varying float v_edge;
uniform vec3 u_ground;
float side(vec2 p, vec2 a, vec2 b) { vec2 d = normalize(b - a); return dot(p - a, vec2(d.y, -d.x)); }
float box(vec2 p, float w, float h) { return max(abs(p.x) - w, abs(p.y) - h); }
float outside(vec2 p, float kind) {
  if (kind < 0.5) return length(p) - 1.0;
  if (kind < 1.5) return box(p, 0.88, 0.88);
  if (kind < 2.5) return max(abs(p.y), abs(p.x) * 0.866 + abs(p.y) * 0.5) - 0.909;
  if (kind < 3.5) return max(p.y - 0.82, side(vec2(abs(p.x), p.y), vec2(0.0, -1.15), vec2(1.1, 0.82)));
  if (kind < 4.5) return max(max(abs(p.x) - 1.0, -0.85 - p.y), side(vec2(abs(p.x), p.y), vec2(1.0, 0.15), vec2(0.0, 1.15)));
  if (kind < 5.5) return (abs(p.x) + abs(p.y) - 1.2) * 0.707;
  if (kind < 6.5) {
    float turn = mod(atan(p.x, -p.y) + 0.6283185, 1.2566371) - 0.6283185;
    return side(length(p) * vec2(abs(sin(turn)), -cos(turn)), vec2(0.0, -1.25), 0.6 * vec2(0.5877853, -0.8090170));
  }
  if (kind < 7.5) return box(p, 1.05, 0.66);
  if (kind < 8.5) return max(-0.82 - p.y, side(vec2(abs(p.x), p.y), vec2(1.1, -0.82), vec2(0.0, 1.15)));
  return min(box(p, 1.05, 0.38), box(p, 0.38, 1.05));
}
void main() {
  float hollow = step(${HOLLOW - 1}.5, v_shape);
  float far = outside(v_at, v_shape - hollow * ${HOLLOW}.0);
  #ifdef PICKING_MODE
  gl_FragColor = far > 0.0 ? vec4(0.0) : v_color;
  #else
  float inner = hollow * (1.0 - smoothstep(-0.16 - v_edge, -0.16, far));
  vec4 fill = vec4(mix(v_color.rgb, mix(u_ground, v_color.rgb, 0.34), inner), v_color.a);
  gl_FragColor = mix(fill, vec4(0.0), smoothstep(-v_edge, 0.0, far));
  #endif
}`;

  const rgb = (hex) => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));
  /** Colours are not weighed by their alpha there: mix them with the ground beforehand. */
  const mixed = (hex, alpha) => {
    const [over, under] = [rgb(hex), rgb(KG.palette.ground)];
    return "#" + over.map((c, k) => Math.round(under[k] + (c - under[k]) * Math.min(1, alpha)).toString(16).padStart(2, "0")).join("");
  };

  const shapeProgram = ({ NodeProgram, floatColor }) => class extends NodeProgram {
    getDefinition() {
      const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
      return {
        VERTICES: 3, VERTEX_SHADER_SOURCE: VERTEX, FRAGMENT_SHADER_SOURCE: FRAGMENT, METHOD: TRIANGLES,
        UNIFORMS: ["u_sizeRatio", "u_correctionRatio", "u_matrix", "u_ground"],
        ATTRIBUTES: [
          { name: "a_position", size: 2, type: FLOAT }, { name: "a_size", size: 1, type: FLOAT },
          { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true }, { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
          { name: "a_shape", size: 1, type: FLOAT },
        ],
        CONSTANT_ATTRIBUTES: [{ name: "a_angle", size: 1, type: FLOAT }],
        CONSTANT_DATA: [[0], [(2 * Math.PI) / 3], [(4 * Math.PI) / 3]],
      };
    }

    processVisibleItem(index, start, data) {
      this.array.set([data.x, data.y, data.size, floatColor(data.color), index, data.shape], start);
    }

    setUniforms(params, { gl, uniformLocations: at }) {
      gl.uniform1f(at.u_correctionRatio, params.correctionRatio);
      gl.uniform1f(at.u_sizeRatio, params.sizeRatio);
      gl.uniformMatrix3fv(at.u_matrix, false, params.matrix);
      gl.uniform3f(at.u_ground, ...rgb(KG.palette.ground).map((c) => c / 255));
    }
  };

  KG.glSurface = (box, on) => {
    const { Sigma, Graph, EdgeRectangleProgram, EdgeArrowProgram, EdgeDoubleArrowProgram } = bundle();
    let half = 1; // the map reaches this far on each side
    for (const node of KG.data.nodes.values()) half = Math.max(half, Math.abs(node.x), Math.abs(node.y));
    const layer = (name) => KG.el("canvas", { class: `layer ${name}`, "aria-hidden": "true" });
    const [under, inner, over] = [layer("under"), KG.el("div", { class: "layer" }), layer("over")];
    box.replaceChildren(under, inner, over);
    let unit = 1; // pixels for one unit of the map at camera ratio 1
    let drawn = new Map();
    let broken = []; // what has dashes: {line, p, q}
    const sigma = new Sigma(new Graph({ type: "directed" }), inner, {
      nodeProgramClasses: { shape: shapeProgram(bundle()) }, defaultNodeType: "shape",
      edgeProgramClasses: { line: EdgeRectangleProgram, arrow: EdgeArrowProgram, double: EdgeDoubleArrowProgram }, defaultEdgeType: "line",
      renderLabels: false, stagePadding: 0, minEdgeThickness: 1.1, hideEdgesOnMove: false, zIndex: true,
      itemSizesReference: "screen", zoomToSizeRatioFunction: (ratio) => 1 / (KG.grown(unit / ratio) * (unit / ratio)),
      defaultDrawNodeHover: () => {}, doubleClickZoomingRatio: 1, allowInvalidContainer: true,
    });
    sigma.setCustomBBox({ x: [-half, half], y: [-half, half] });
    const at = (x, y) => sigma.graphToViewport({ x, y: -y }, { cameraState: sigma.getCamera().getState() });
    const scale = () => at(1, 0).x - at(0, 0).x;
    const measure = () => {
      unit = scale() * sigma.getCamera().ratio;
      sigma.setSetting("minCameraRatio", unit / KG.CLOSEST);
      sigma.setSetting("maxCameraRatio", unit / KG.FARTHEST);
    };

    /** Draw the broken lines, with their arrows, in units of the map. */
    function dashes(ctx, now) {
      const least = Math.max(1, 0.7 / now); // units that can still be told apart
      for (const { line, p, q } of broken) {
        ctx.globalAlpha = line.alpha;
        ctx.strokeStyle = ctx.fillStyle = line.colour;
        ctx.lineWidth = Math.max(line.width, 1.1 / now);
        ctx.setLineDash(line.dashes.map((d) => d * least));
        ctx.beginPath();
        ctx.moveTo(p.x, p.y);
        ctx.lineTo(q.x, q.y);
        ctx.stroke();
        for (const [wanted, from, to] of [[line.forward, p, q], [line.backward, q, p]]) {
          if (!wanted) continue;
          const angle = Math.atan2(to.y - from.y, to.x - from.x);
          const far = to.node.size * KG.grown(now) + 2;
          const tip = [to.x - far * Math.cos(angle), to.y - far * Math.sin(angle)];
          const corner = (turn) => [tip[0] - 8 * least * Math.cos(angle + turn), tip[1] - 8 * least * Math.sin(angle + turn)];
          ctx.beginPath();
          ctx.moveTo(...tip);
          ctx.lineTo(...corner(0.4));
          ctx.lineTo(...corner(-0.4));
          ctx.fill();
        }
      }
      ctx.globalAlpha = 1;
      ctx.setLineDash([]);
    }

    function paint() {
      const [ratio, width, height] = [window.devicePixelRatio || 1, box.clientWidth, box.clientHeight];
      const [zero, now] = [at(0, 0), scale()];
      for (const canvas of [under, over]) {
        if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
          canvas.width = Math.round(width * ratio);
          canvas.height = Math.round(height * ratio);
        }
        const ctx = canvas.getContext("2d");
        ctx.setTransform(1, 0, 0, 1, 0, 0);
        ctx.clearRect(0, 0, canvas.width, canvas.height);
        if (canvas === under) {
          ctx.setTransform(now * ratio, 0, 0, now * ratio, zero.x * ratio, zero.y * ratio);
          on.under(ctx);
          dashes(ctx, now);
        } else {
          // What is chosen or pointed at is drawn again, ring and all.
          ctx.setTransform(now * ratio, 0, 0, now * ratio, zero.x * ratio, zero.y * ratio);
          for (const mark of on.special()) KG.drawMark(ctx, on.look(mark, now), mark.x, mark.y);
          ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
          on.over(ctx, { scale: now, x: zero.x, y: zero.y });
        }
      }
    }

    sigma.on("afterRender", paint);
    sigma.on("resize", measure);
    for (const name of ["clickNode", "clickStage"]) sigma.on(name, ({ event }) => on.click(event.x, event.y, event.original));
    for (const name of ["doubleClickNode", "doubleClickStage"]) sigma.on(name, ({ event }) => { event.preventSigmaDefault(); on.open(event.x, event.y); });
    measure();

    return {
      kind: "webgl",
      draw(marks, pairs, style) {
        const graph = new Graph({ type: "directed" });
        const now = scale();
        for (const [id, mark] of marks) {
          const look = on.look(mark, now);
          const color = mixed(look.colour, look.alpha);
          graph.addNode(id, { x: mark.x, y: -mark.y, size: mark.node.size, color, shape: Math.max(0, ORDER.indexOf(mark.node.type)) + (look.hollow ? HOLLOW : 0), zIndex: look.alpha < 1 ? 0 : 1 });
        }
        const thin = Math.min(1, Math.sqrt(1500 / pairs.length));
        const styled = new Map(pairs.map((pair) => [pair, style(pair)]));
        const disputed = (line) => line.dashes[0] > 2;
        const dashed = pairs.filter((pair) => styled.get(pair).dashes).sort((p, q) => disputed(styled.get(q)) - disputed(styled.get(p))).slice(0, DASHED);
        broken = dashed.map((pair) => ({ line: styled.get(pair), p: marks.get(pair.a), q: marks.get(pair.b) }));
        dashed.forEach((pair) => styled.delete(pair));
        for (const [pair, line] of [...styled].reverse()) {
          const [from, to] = line.backward && !line.forward ? [pair.b, pair.a] : [pair.a, pair.b];
          graph.addEdge(from, to, { size: line.width, color: mixed(line.colour, line.alpha * thin), type: line.forward && line.backward ? "double" : line.forward || line.backward ? "arrow" : "line" });
        }
        drawn = marks;
        sigma.setGraph(graph);
        measure();
        sigma.refresh();
      },
      redraw: paint,
      scale,
      view: () => { const [zero, now] = [at(0, 0), scale()]; return { x: (box.clientWidth / 2 - zero.x) / now, y: (box.clientHeight / 2 - zero.y) / now }; },
      toMap: (x, y) => { const [zero, now] = [at(0, 0), scale()]; return { x: (x - zero.x) / now, y: (y - zero.y) / now }; },
      toScreen: at,
      moveTo(x, y, wanted, duration) {
        const state = { x: 0.5 + x / (2 * half), y: 0.5 - y / (2 * half), ratio: unit / wanted, angle: 0 };
        if (duration) sigma.getCamera().animate(state, { duration });
        else { sigma.getCamera().setState(state); sigma.refresh({ skipIndexation: true }); }
      },
      picture() {
        sigma.refresh({ skipIndexation: true });
        const copy = document.createElement("canvas");
        copy.width = over.width;
        copy.height = over.height;
        const ctx = copy.getContext("2d");
        for (const canvas of [under, ...inner.querySelectorAll("canvas"), over]) if (canvas.width) ctx.drawImage(canvas, 0, 0, copy.width, copy.height);
        return copy;
      },
      count: () => drawn.size,
      stop() { sigma.kill(); box.replaceChildren(); },
    };
  };
})(window.KG);
