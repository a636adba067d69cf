"""/observatoire in a real browser: under load, with a service that stands still, with dead letters."""
import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from observe import Load, Observe
from processes import service_pid, stopped
from systeme import wait_until


@pytest.fixture(scope="module")
def systeme():
    s = Observe("saga.delai_etape_ms=2000", separe=True)
    try:
        yield s
    finally:
        s.destroy()


@pytest.fixture(scope="module")
def page(systeme):
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,1600"):
        options.add_argument(word)
    browser = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
    try:
        browser.get(systeme.url + "/observatoire")
        yield browser
    finally:
        browser.quit()


def text(page, selector):
    return page.execute_script("return document.querySelector(arguments[0])?.textContent ?? ''", selector)


def wait_text(page, selector, part):
    wait_until(lambda: part in text(page, selector), f"{selector} says {part}, not {text(page, selector)}", 30)


def test_under_load_everything_flows(systeme, page):
    with Load(systeme) as load:
        systeme.sold = load.shop
        wait_text(page, "#verdict", "Tout va bien")
        wait_until(lambda: page.execute_script("return document.querySelectorAll('#carte path.bien').length") >= 6,
                   "six arrows flow", 30)
        wait_until(lambda: page.execute_script("return gained('fin:paiement_refuse', 150)") > 0, "refusals by cause", 30)
        wait_until(lambda: page.execute_script("return document.querySelectorAll('.courbes canvas').length") >= 8,
                   "four charts are drawn", 30)
    errors = [line for line in page.get_log("browser") if line["level"] == "SEVERE"]
    assert errors == []


def test_a_service_that_stands_still_is_named(systeme, page):
    magasin, produit, _, client, _ = systeme.sold
    with stopped(service_pid(systeme, "client")):
        wait_text(page, "#verdict", "client : ne répond pas")
        assert "panne" in page.execute_script("return document.querySelector('[data-service=client]').getAttribute('class')")
        systeme.order(client, magasin, produit)
        wait_until(lambda: page.execute_script("return total('enretard')") > 0, "an order is late", 30)
    wait_text(page, "#verdict", "Tout va bien")


def test_dead_letters_are_told(systeme, page):
    systeme.redis().xadd("vente.evenements", {"evenement": "rien de lisible"}, id="999999999-0")
    wait_text(page, "#verdict", "lettres mortes")
    wait_text(page, "[data-service=ventes]", "lettre morte")
