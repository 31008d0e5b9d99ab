"use strict";
// Runs before the terminal's script, which is not ours and knows neither this page's policy nor its button.
(() => {
  // The terminal sizes its cells by style elements that it makes; the policy lets in those with the page's nonce.
  const nonce = document.currentScript.nonce;
  const create = document.createElement.bind(document);
  document.createElement = (name, options) => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };

  // Where the browser has no WebGL, cells are colored by style attributes; the policy lets in the same by property.
  const set = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function (name, value) {
    if (name === "style") this.style.cssText = value;
    else set.call(this, name, value);
  };

  // The terminal's script tells by classes of the body that something was drawn, and that the session is over.
  const state = { drawn: false, over: false };
  const look = () => {
    const { classList } = document.body;
    if (!state.drawn && classList.contains("-first-byte")) {
      state.drawn = true;
      document.querySelector(".xterm-helper-textarea").focus();
    }
    if (!state.over && classList.contains("-closed")) {
      state.over = true;
      document.getElementById("again").focus();
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    document.getElementById("again").addEventListener("click", () => window.location.replace("/"));
    new MutationObserver(look).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  });
})();
