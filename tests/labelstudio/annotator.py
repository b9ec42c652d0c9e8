"""A person at the browser: every click, key press and drag is counted."""

from __future__ import annotations

from typing import Any

from toolkit.labelstudio.server import LocalServer

_RECTANGLES = """
([quote, context]) => {
  const root = document.querySelector('.ec-article');
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes = []; let text = '';
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent.closest('svg, style, button')) continue;
    nodes.push([walker.currentNode, text.length]); text += walker.currentNode.textContent;
  }
  const at = text.indexOf(context) + context.indexOf(quote);
  if (text.indexOf(context) < 0) throw new Error('not on the page: ' + context);
  const place = offset => {
    const [node, start] = nodes.filter(([n, s]) => s <= offset && offset <= s + n.length)[0];
    return [node, offset - start];
  };
  const edge = (offset, side) => {
    const range = document.createRange();
    const [node, inside] = place(offset);
    range.setStart(node, inside); range.setEnd(node, Math.min(inside + 1, node.length));
    const box = range.getClientRects()[0];
    return [side === 'left' ? box.left + 1 : box.right - 1, (box.top + box.bottom) / 2];
  };
  const near = document.createRange();
  near.setStart(...place(at));
  const { top } = near.getBoundingClientRect();
  if (top < 150 || top > 750) {
    const frame = document.querySelector('.lsf-main-view__annotation') || document.body;
    let box = root;
    while (box && box.scrollHeight <= box.clientHeight + 1) box = box.parentElement;
    (box || frame).scrollBy(0, top - 450);
  }
  return [edge(at, 'left'), edge(at + quote.length - 1, 'right')];
}
"""
_HIGHLIGHTS = """
() => Htx.annotationStore.selected.regions.filter(r => r.type === 'richtextregion').map(r => [
  r.labels[0], (r._spans || []).map(span => span.textContent).join(''),
])
"""


class Annotator:
    """One browser window on one task."""

    def __init__(self, browser: Any, server: LocalServer) -> None:
        self.page = browser.new_page(viewport={"width": 1440, "height": 900})
        self.page.set_default_timeout(30_000)
        self.server = server
        self.clicks = self.keys = self.drags = 0

    def sign_in(self) -> None:
        self.page.goto(f"{self.server.url}/user/login/")
        self.page.fill("input[name=email]", self.server.access.username)
        self.page.fill("input[name=password]", self.server.access.password)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url(lambda url: "/user/login" not in url)

    def open(self, project: int, task: int) -> None:
        self.page.goto(f"{self.server.url}/projects/{project}/data?task={task}")
        self.page.wait_for_selector(".ec-article")
        self.page.wait_for_function(
            "() => window.Htx && Htx.annotationStore.selected && "
            "Htx.annotationStore.selected.regions.every("
            "r => r.type !== 'richtextregion' || (r._spans || []).length > 0)"
        )
        self.page.wait_for_timeout(500)

    def counts(self) -> tuple[int, int, int]:
        """Clicks, keys and drags since the last call."""
        made = self.clicks, self.keys, self.drags
        self.clicks = self.keys = self.drags = 0
        return made

    def highlights(self) -> list[tuple[str, str]]:
        """Label and highlighted words of every region, as the page shows them."""
        return [tuple(pair) for pair in self.page.evaluate(_HIGHLIGHTS)]

    def click(self, target: Any) -> None:
        target.click()
        self.clicks += 1
        self.page.wait_for_timeout(150)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1
            self.page.wait_for_timeout(120)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text, delay=20)
        self.keys += len(text)
        self.page.wait_for_timeout(500)

    def drag(self, quote: str, context: str = "") -> None:
        """Select some words of the article, where they stand in ``context``, with the mouse."""
        (x1, y1), (x2, y2) = self.page.evaluate(_RECTANGLES, [quote, context or quote])
        self.page.mouse.move(x1, y1)
        self.page.mouse.down()
        self.page.mouse.move((x1 + x2) / 2, (y1 + y2) / 2, steps=4)
        self.page.mouse.move(x2, y2, steps=4)
        self.page.mouse.up()
        self.drags += 1
        self.page.wait_for_timeout(300)

    def region(self, words: str) -> Any:
        """The list entry of an Action."""
        return self.page.locator(".htx-highlight", has_text=words).last

    def pick(self, field: str, value: str) -> None:
        """Click an option of a field by what it stores, or shows."""
        heading = self.page.locator(".ec-fields h4", has_text=field).first
        options = heading.locator("xpath=following-sibling::*[1]")
        self.click(options.locator("label", has_text=value).first)

    def code_box(self) -> None:
        self.click(self.page.locator(".ec-fields .ant-select-selector").first)
        self.page.wait_for_function(
            "() => document.activeElement.getAttribute('data-testid') === 'taxonomy-search'"
        )
        self.page.wait_for_timeout(150)

    def drop_code(self) -> None:
        self.click(self.page.locator(".ec-fields .ant-select-selection-item-remove").first)

    def submit(self) -> None:
        self.click(self.page.locator("button", has_text="Submit").first)
        self.page.wait_for_timeout(1500)
