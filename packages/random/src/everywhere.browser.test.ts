/** The pinned numbers of these suites, drawn in the browser: the same bits as in Node. */
import "./brownian-tree.test.js";
import "./elementary.test.js";
import "./kernels/same-bits.test.js";
import "./normal.test.js";
import "./permutation.test.js";
import "./philox.test.js";
import "./rademacher.test.js";
import "./randint.test.js";
import "./uniform.test.js";
