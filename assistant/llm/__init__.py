"""The language-model reader: any OpenAI-compatible server reads, code checks what it claims. It decides nothing.

``claims`` is what a model may answer, ``chunks`` what it is shown, ``server`` how it is asked and how that may fail,
``checking`` the gate between a claim and a draft, ``extractor`` the reader made of them. LangChain is imported only
where a server is asked.
"""
