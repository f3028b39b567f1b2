"""The sandbox: a fake WeCom that speaks the real protocol, phones in the browser, and a clock that can be set."""
