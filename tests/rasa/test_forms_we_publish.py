"""The table of forms in every model's card holds."""

import pytest

from nlu.forms import Form, forms
from nlu.reader import Reader


@pytest.mark.parametrize("form", forms(), ids=lambda form: f"{form.language}: {form.name}")
def test_each_form_is_read_as_we_publish_it(reader: Reader, form: Form) -> None:
    assert form.made(reader) == form.wanted
