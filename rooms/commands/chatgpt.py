from rooms.assistant import answer

from .registry import command


@command(
    "/chatgpt <question...>", "Ask the assistant; everyone here reads its answer.", speaks=True
)
def chatgpt(call, question):
    return answer.ask(call.user, call.room_id, question, call.client_id, typed=call.body)
